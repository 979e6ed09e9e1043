package emulator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// leastOfSuite is how many tests of azblob's suite pass. Whoever adds to the list raises it. It was lowered once, from 455:
// eight tests passed because the emulator took no notice of the keys and tags that they send.
const leastOfSuite = 447

// TestSuiteIsAccountedFor holds the two lists of azblob's own tests to the suite: each of its tests either must pass,
// which scripts/azblob-suite proves, or is left out for a reason that is stated.
func TestSuiteIsAccountedFor(t *testing.T) {
	passing := readSuiteList(t, "testdata/azblob-suite.txt")
	leftOut := readSuiteList(t, "testdata/azblob-suite-left-out.txt")
	if len(passing) < leastOfSuite {
		t.Errorf("%d tests are on the list, and there were %d: it may only grow", len(passing), leastOfSuite)
	}
	if !slices.IsSorted(passing) {
		t.Error("the list is not sorted")
	}
	seen := make(map[string]bool)
	for _, test := range slices.Concat(passing, leftOut) {
		if seen[test] {
			t.Errorf("%s is listed twice", test)
		}
		seen[test] = true
	}
	suite := suiteTests(t)
	for _, test := range suite {
		if !seen[test] {
			t.Errorf("%s is on neither list", test)
		}
		delete(seen, test)
	}
	for test := range seen {
		t.Errorf("%s is listed, and the suite does not have it", test)
	}
}

// readSuiteList returns the tests of a list, a package and a name each. Every test of a list with reasons stands below one.
func readSuiteList(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var tests []string
	reasons, reason := strings.Contains(string(text), "#"), ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			reason = ""
		case strings.HasPrefix(line, "#"):
			reason = line
		case reasons && reason == "":
			t.Errorf("no reason is stated for %s", line)
		default:
			tests = append(tests, line)
		}
	}
	return tests
}

// suiteTests returns the tests of the suites in azblob's module, a package and a name each.
func suiteTests(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	var tests []string
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		names, err := suiteMethods(path)
		for _, name := range names {
			tests = append(tests, filepath.ToSlash(folder)+" "+name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(tests)
	return slices.Compact(tests)
}

// suiteMethods returns the names of a file's methods that are tests of a suite.
func suiteMethods(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, declaration := range file.Decls {
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
