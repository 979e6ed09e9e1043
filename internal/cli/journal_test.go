package cli

import (
	"path/filepath"
	"testing"

	"azcopy/internal/option"
)

// A path that only a folder can have still says so once it is absolute, and is the same when it is made absolute again.
func TestAbsolutePathsOfFolders(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("/")
	if err != nil {
		t.Fatal(err)
	}
	separator := string(filepath.Separator)
	for path, want := range map[string]string{
		"x":                  filepath.Join(here, "x"),
		"dir/../x":           filepath.Join(here, "x"),
		"dir/":               filepath.Join(here, "dir") + separator,
		"dir" + separator:    filepath.Join(here, "dir") + separator,
		".":                  here + separator,
		"dir/..":             here + separator,
		"/":                  root,
		"https://a.b.c/d/e/": "https://a.b.c/d/e/",
	} {
		o := absolute(option.Options{Source: path, Dest: path})
		if o.Source != want || o.Dest != want || absolute(o).Source != want {
			t.Errorf("%s: source %s, destination %s, want %s", path, o.Source, o.Dest, want)
		}
	}
}
