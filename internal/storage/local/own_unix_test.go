//go:build unix

package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// Each file's path is checked for a folder of the run only where one is below the destination.
func TestOwnFoldersAreLookedForWhereTheyCanBe(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"up/data", "beside"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("up", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	own := &Own{}
	own.Add(filepath.Join(folder, "link", "data"), "the data")
	for name, want := range map[string]bool{"": true, "up": true, "link": true, "up/data": true, "beside": false, "new": false} {
		if d := NewDestination(filepath.Join(folder, name), false).Sparing(own); d.own.hasFolders() != want {
			t.Errorf("below %q there may be one: %v, want %v", name, !want, want)
		}
	}
}

// A file or folder of the run is neither listed nor written, whatever leads to it.
func TestOwnFilesAreKnownByTheirIdentity(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"own/journal", "own/other", "data/a", "data/deep/b", "free"} {
		must(t, os.MkdirAll(filepath.Dir(at(name)), 0o777))
		must(t, os.WriteFile(at(name), []byte("as it was"), 0o666))
	}
	must(t, os.Link(at("own/journal"), at("second-name")))
	must(t, os.Symlink("own/journal", at("link")))
	must(t, os.Symlink("data/deep/b", at("link-into-data")))
	must(t, os.Symlink("data", at("link-to-data")))
	own := &Own{}
	own.Add(at("own/journal"), "the journal")
	own.Add(at("data"), "the data")
	own.Add(at("absent"), "nothing")

	var listed, excluded []string
	for obj, err := range NewSource(folder).With(SourceOptions{FollowLinks: true, Own: own}).List(t.Context(), storage.Query{Recursive: true}) {
		if one, ok := err.(*storage.ObjectError); ok && storage.KindOf(one.Err) == storage.OwnFile {
			excluded = append(excluded, one.Name)
			continue
		}
		must(t, err)
		listed = append(listed, obj.Name)
	}
	if want := []string{"free", "own/other"}; !slices.Equal(listed, want) {
		t.Errorf("listed %q, want %q", listed, want)
	}
	if want := []string{"link", "link-into-data", "second-name", "data/", "link-to-data/", "own/journal"}; !slices.Equal(excluded, want) {
		t.Errorf("excluded %q, want %q", excluded, want)
	}

	d := NewDestination(folder, false).Sparing(own)
	must(t, d.Prepare(t.Context()))
	defer d.Close()
	for name, want := range map[string]string{
		"own/journal": "the journal", "second-name": "the journal", "link": "the journal",
		"data/a": "the data", "data/new": "the data", "data/new/deeper/x": "the data", "link-to-data/new": "the data",
		"own/other": "", "free": "", "new": "", "new-folder/x": "",
	} {
		err := d.Put(t.Context(), storage.Object{Name: name, Size: 3}, []byte("new"))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), "it would replace "+want+"; ")) {
			t.Errorf("write %s: %v", name, err)
		}
	}
	for _, name := range []string{"data/new", "data/new/deeper"} {
		if err := d.makeFolder(t.Context(), name); err == nil {
			t.Errorf("the folder %s was made", name)
		}
	}
	for _, name := range []string{"own/journal", "data/a"} {
		if text, err := os.ReadFile(at(name)); string(text) != "as it was" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}
