// Package internal tests rules that apply to the whole project, such as which package may import which. See ARCHITECTURE.md.
package internal

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const (
	module = "azcopy/"
	sdk    = "github.com/Azure/"
	// httpguts knows what net/http refuses to send.
	httpguts = "golang.org/x/net/http/httpguts"
)

// rule says what the packages that match a pattern may import: patterns of packages in this module, and prefixes of external
// packages outside the standard library.
type rule struct {
	packages        string
	module, outside []string
}

// rules returns the rules in the order in which they are tried; the first that matches a package applies. Since no rule allows
// what stands above it, dependencies point one way, and packages that share a rule do not import each other.
func rules() []rule {
	return []rule{
		{packages: "cmd/azcopy", module: []string{"internal/cli"}},
		{packages: "bench"}, // runs the program from outside
		{packages: "scripts/sdksuite"},
		{
			packages: "internal/cli", outside: []string{"golang.org/x/term"},
			module: []string{"internal/job", "internal/option", "internal/report", "internal/plan", "internal/storage", "internal/contenttype", "internal/journal", "internal/seal", "internal/boot", "internal/regular",
				"internal/emulator", "internal/emulator/auth", "internal/emulator/gateway"},
		},
		{
			packages: "internal/job",
			module: []string{"internal/option", "internal/report", "internal/plan", "internal/engine", "internal/transfer", "internal/contenttype", "internal/journal", "internal/boot",
				"internal/storage", "internal/storage/*", "internal/emulator"},
		},
		{packages: "internal/storage"},
		{packages: "internal/storage/azure", module: []string{"internal/storage"}, outside: []string{sdk, httpguts, "golang.org/x/net/http/httpproxy"}},
		{packages: "internal/storage/tree", module: []string{"internal/storage"}},
		{packages: "internal/storage/local", module: []string{"internal/storage", "internal/storage/tree"}, outside: []string{"golang.org/x/sys/"}},
		{packages: "internal/storage/fileshare", module: []string{"internal/storage", "internal/storage/azure", "internal/storage/tree"}, outside: []string{sdk}},
		{packages: "internal/storage/*", module: []string{"internal/storage", "internal/storage/azure"}, outside: []string{sdk, httpguts}},
		{packages: "internal/emulator", module: []string{"internal/emulator/*", "internal/exclusive"}},
		{packages: "internal/emulator/*", module: []string{"internal/emulator/*", "internal/regular", "internal/bolt"}, outside: []string{"go.etcd.io/bbolt", "github.com/tidwall/btree"}},
		{packages: "internal/plan", module: []string{"internal/storage"}},
		{packages: "internal/option", module: []string{"internal/storage", "internal/textfile"}},
		{packages: "internal/contenttype", module: []string{"internal/textfile", "internal/regular"}},
		{packages: "internal/textfile", outside: []string{"golang.org/x/text/encoding/"}},
		{packages: "internal/report", module: []string{"internal/storage"}},
		{packages: "internal/engine"},
		{packages: "internal/bolt"},
		{packages: "internal/framelog"},
		{packages: "internal/exclusive", module: []string{"internal/regular"}, outside: []string{"github.com/gofrs/flock"}},
		{packages: "internal/journal", module: []string{"internal/framelog", "internal/exclusive"}},
		{packages: "internal/boot", outside: []string{"golang.org/x/sys/"}},
		{packages: "internal/seal", module: []string{"internal/regular", "internal/storage"}, outside: []string{"github.com/zalando/go-keyring"}},
		{packages: "internal/regular"},
		{packages: "internal"}, // these tests
		{packages: "internal/*", module: []string{"internal/engine", "internal/plan", "internal/storage", "internal/regular"}}, // movers
	}
}

func ruleFor(pkg string) (rule, bool) {
	i := slices.IndexFunc(rules(), func(r rule) bool { return matches(r.packages, strings.TrimPrefix(pkg, module)) })
	if i < 0 {
		return rule{}, false
	}
	return rules()[i], true
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

func (r rule) allows(imported string) bool {
	name, ours := strings.CutPrefix(imported, module)
	if ours {
		return slices.ContainsFunc(r.module, func(pattern string) bool { return matches(pattern, name) })
	}
	return slices.ContainsFunc(r.outside, func(prefix string) bool { return strings.HasPrefix(imported, prefix) })
}

// listed is what go list prints about a package.
type listed struct {
	ImportPath                         string
	Standard                           bool
	Imports, TestImports, XTestImports []string
}

// load returns the packages of the module and all their dependencies, for an operating system.
func load(t *testing.T, goos string) map[string]listed {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,TestImports,XTestImports", module+"...")
	list.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
	out, err := list.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("%s: %s", list, failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]listed{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
}

// chain returns the shortest import path from the program to a package, or just the package when the program lacks it.
func chain(packages map[string]listed, to string) []string {
	ways := [][]string{{module + "cmd/azcopy"}}
	seen := map[string]bool{}
	for len(ways) > 0 {
		way := ways[0]
		ways = ways[1:]
		last := way[len(way)-1]
		if last == to {
			return way
		}
		for _, next := range packages[last].Imports {
			if strings.HasPrefix(next, module) && !seen[next] {
				seen[next] = true
				ways = append(ways, append(slices.Clone(way), next))
			}
		}
	}
	return []string{to}
}

// Each package imports only what its rule allows.
func TestDependenciesPointOneWay(t *testing.T) {
	used := map[string]bool{}
	for _, goos := range []string{"linux", "windows"} {
		packages := load(t, goos)
		for name, p := range packages {
			if !strings.HasPrefix(name, module) {
				continue
			}
			r, ok := ruleFor(name)
			if !ok {
				t.Errorf("%s matches no rule", name)
			}
			used[r.packages] = true
			for _, imported := range p.Imports {
				if !packages[imported].Standard && !r.allows(imported) {
					t.Errorf("GOOS=%s: %s must not import %s:\n\t%s", goos, name, imported,
						strings.Join(append(chain(packages, name), imported), "\n\timports "))
				}
			}
		}
	}
	for _, r := range rules() {
		if !used[r.packages] {
			t.Errorf("the rule for %s matches no package", r.packages)
		}
	}
}

// Only the tests of the drivers, of the emulator and of the program use the official SDK, as the other side.
func TestTestsImportTheSDKWhereItIsNeeded(t *testing.T) {
	for name, p := range load(t, "linux") {
		place, ours := strings.CutPrefix(name, module)
		if !ours || strings.HasPrefix(place, "internal/storage/") || strings.HasPrefix(place, "internal/emulator") || place == "cmd/azcopy" {
			continue
		}
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if strings.HasPrefix(imported, sdk) {
				t.Errorf("a test of %s imports %s", name, imported)
			}
		}
	}
}
