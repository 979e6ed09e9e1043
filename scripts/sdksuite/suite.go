package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// suite is the tests of one module of the SDK.
type suite struct {
	// module is its path; the version is that of go.mod.
	module string
	// least is how many tests pass. Whoever takes one off the list of those left out raises it.
	least int
	// environment are the variables in which the tests look for accounts.
	environment []string
}

// suites returns one row for each service that the emulator has. The tests that are left out are listed in a file beside this
// one, in paragraphs that start with the reason.
func suites() []suite {
	return []suite{
		{
			module: "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob",
			// It was 455 while the emulator ignored customer-provided keys and tags: five tests send keys and three send
			// tags, which the emulator now refuses.
			least: 447,
			environment: slices.Concat(account("", first), account("SECONDARY_", second), account("PREMIUM_", first),
				account("SOFT_DELETE_", first), account("DATALAKE_", first), account("IMMUTABLE_", first)),
		},
		{
			module:      "github.com/Azure/azure-sdk-for-go/sdk/storage/azfile",
			least:       231,
			environment: slices.Concat(account("", first), account("SECONDARY_", second)),
		},
	}
}

// account returns the variables with which azblob and azfile are given an account of a kind.
func account(kind, name string) []string {
	return []string{kind + "AZURE_STORAGE_ACCOUNT_NAME=" + name, kind + "AZURE_STORAGE_ACCOUNT_KEY=" + key}
}

// name returns the last part of the module's path.
func (s suite) name() string { return path.Base(s.module) }

// dir returns the folder of the module's source.
func (s suite) dir(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", s.module).Output()
	if err != nil {
		return "", explained(err)
	}
	return strings.TrimSpace(string(out)), nil
}

// explained adds to the error of a program that failed what it wrote about it.
func explained(err error) error {
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("%w: %s", err, failed.Stderr)
	}
	return err
}

// test is one method of a suite.
type test struct{ folder, method string }

// String returns the test as it stands on a list.
func (t test) String() string { return t.folder + " " + t.method }

//go:embed *-left-out.txt
var lists embed.FS

// tests returns the tests in the module's folder, sorted: those that must pass and those that are left out. Each of the latter
// must exist and have a reason, and at least s.least tests must be left to pass.
func (s suite) tests(dir string) (required, leftOut []test, err error) {
	list, err := lists.ReadFile(s.name() + "-left-out.txt")
	if err != nil {
		return nil, nil, err
	}
	leftOut, err = parseLeftOut(string(list))
	if err != nil {
		return nil, nil, err
	}
	all, err := findTests(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range leftOut {
		if !slices.Contains(all, t) {
			return nil, nil, fmt.Errorf("%s is left out, and the module does not have it", t)
		}
	}
	required = slices.DeleteFunc(all, func(t test) bool { return slices.Contains(leftOut, t) })
	if len(required) < s.least {
		return nil, nil, fmt.Errorf("%d tests are not left out, and there were %d", len(required), s.least)
	}
	return required, leftOut, nil
}

// parseLeftOut parses a list: lines of a folder and a method, in paragraphs that begin with a reason after a '#'.
func parseLeftOut(list string) ([]test, error) {
	var tests []test
	reason := ""
	for line := range strings.Lines(list) {
		folder, method, isTest := strings.Cut(strings.TrimSpace(line), " ")
		t := test{folder, method}
		switch {
		case strings.HasPrefix(line, "#"):
			reason = line
		case !isTest:
			reason = ""
		case reason == "":
			return nil, fmt.Errorf("no reason is stated for %s", t)
		case slices.Contains(tests, t):
			return nil, fmt.Errorf("%s is listed twice", t)
		default:
			tests = append(tests, t)
		}
	}
	return tests, nil
}

// findTests returns the tests of the suites in a module, sorted.
func findTests(dir string) ([]test, error) {
	var tests []test
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		folder, err := filepath.Rel(dir, filepath.Dir(file))
		if err != nil {
			return err
		}
		methods, err := findMethods(file)
		for _, m := range methods {
			tests = append(tests, test{filepath.ToSlash(folder), m})
		}
		return err
	})
	slices.SortFunc(tests, func(a, b test) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(tests), err
}

// findMethods returns the names of a file's methods that are tests of a suite.
func findMethods(file string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, declaration := range parsed.Decls {
		method, ok := declaration.(*ast.FuncDecl)
		if ok && method.Recv != nil && strings.HasPrefix(method.Name.Name, "Test") && isSuite(method.Recv.List[0].Type) {
			names = append(names, method.Name.Name)
		}
	}
	return names, nil
}

func isSuite(receiver ast.Expr) bool {
	pointer, ok := receiver.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := pointer.X.(*ast.Ident)
	return ok && strings.HasSuffix(name.Name, "Suite")
}
