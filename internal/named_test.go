package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named is the tests of one package, or the scripts, that a page names.
type named struct {
	place string // as the page writes it: a package, or "script"
	tests []string
}

var quoted = regexp.MustCompile("`([^`]+)`")

// invariants returns the tests that the table of invariants in ARCHITECTURE.md names.
func invariants(t *testing.T) []named {
	t.Helper()
	page, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| invariant | test |\n| --- | --- |\n")
	var all []named
	for row := range strings.Lines(table) {
		if !strings.HasPrefix(row, "|") {
			break
		}
		cells := strings.Split(strings.Trim(row, "|\n "), " | ")
		for part := range strings.SplitSeq(cells[len(cells)-1], "; ") {
			n := named{place: "script"}
			place, tests, found := strings.Cut(part, ": ")
			if found {
				n.place, part = quoted.FindStringSubmatch(place)[1], tests
			}
			for _, test := range quoted.FindAllStringSubmatch(part, -1) {
				n.tests = append(n.tests, test[1])
			}
			all = append(all, n)
		}
	}
	return all
}

// exists reports whether a test exists: in the package, as a part of the drivers' suite, or as a script.
func exists(place, test string) bool {
	pattern, text := filepath.Join(place, "*_test.go"), "\nfunc "+test+"("
	switch place {
	case "script":
		_, err := os.Stat(filepath.Join("../cmd/azcopy/testdata/script", test+".txtar"))
		return err == nil
	case "storagetest":
		pattern, text = "storage/storagetest/*.go", `{"`+test+`", test`
	case "internal":
		pattern = "*_test.go"
	case "cmd/azcopy":
		pattern = "../cmd/azcopy/*_test.go"
	}
	files, err := filepath.Glob(pattern)
	for _, file := range files {
		source, reading := os.ReadFile(file)
		if err == nil && reading == nil && strings.Contains(string(source), text) {
			return true
		}
	}
	return false
}

// Every invariant of the architecture has a test, and every test that the page names exists where the page says.
func TestInvariantsNameTestsThatExist(t *testing.T) {
	all := invariants(t)
	if len(all) < 30 {
		t.Fatalf("only %d cells were found", len(all))
	}
	for _, n := range all {
		if len(n.tests) == 0 {
			t.Errorf("an invariant names no test of %s", n.place)
		}
		for _, test := range n.tests {
			if !exists(n.place, test) {
				t.Errorf("%s: there is no test %s", n.place, test)
			}
		}
	}
}

// project calls a function with the text of each file of the project that has this extension.
func project(t *testing.T, extension string, file func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != extension:
			return nil
		}
		text, err := os.ReadFile(path)
		file(filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator))), string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The tests that a page says prove a decision exist.
func TestPagesNameTestsThatExist(t *testing.T) {
	function, name := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w+)\(`), regexp.MustCompile("`((?:Test|Fuzz|Example)[A-Z]\\w+)`")
	functions := map[string]bool{}
	project(t, ".go", func(_, text string) {
		for _, found := range function.FindAllStringSubmatch(text, -1) {
			functions[found[1]] = true
		}
	})
	project(t, ".md", func(path, text string) {
		for _, named := range name.FindAllStringSubmatch(text, -1) {
			if !functions[named[1]] {
				t.Errorf("%s: there is no test %s", path, named[1])
			}
		}
	})
}
