package emulator_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"azcopy/internal/emulator"
)

// extentOf returns the file below the folder of the extents that holds this content.
func extentOf(t *testing.T, folder, content string) string {
	t.Helper()
	files := extentsOf(t, folder, content)
	if len(files) == 0 {
		t.Fatalf("no extent holds %q", content)
	}
	return files[0]
}

// extentsOf returns all files that do.
func extentsOf(t *testing.T, folder, content string) (holding []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "extents", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && string(text) == content {
			holding = append(holding, file)
		}
	}
	return holding
}

// TestDamagedContentIsAnError damages the content of one blob. Reading it fails at once, the others can be read, and the
// damaged one can be replaced and deleted.
func TestDamagedContentIsAnError(t *testing.T) {
	for name, damage := range map[string]func(file string) error{
		"missing": os.Remove,
		"short":   func(file string) error { return os.Truncate(file, 3) },
		"empty":   func(file string) error { return os.Truncate(file, 0) },
		"a folder": func(file string) error {
			if err := os.Remove(file); err != nil {
				return err
			}
			return os.Mkdir(file, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			c := serve(t, emulator.WithFolder(folder))
			c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "", "x-ms-blob-public-access", "blob")
			c.must(t, http.StatusCreated, http.MethodPut, "/box/whole", "whole", "x-ms-blob-type", "BlockBlob")
			c.must(t, http.StatusCreated, http.MethodPut, "/box/b?comp=block&blockid="+blockID("1"), "first")
			c.must(t, http.StatusCreated, http.MethodPut, "/box/b?comp=block&blockid="+blockID("2"), "second")
			c.must(t, http.StatusCreated, http.MethodPut, "/box/b?comp=blocklist", blockList("1", "2"))
			if err := damage(extentOf(t, folder, "second")); err != nil {
				t.Fatal(err)
			}
			wantDamage := func(got answer) {
				t.Helper()
				if got.status != http.StatusGone || got.header.Get("x-ms-error-code") != "EmulatorDataDamaged" || !strings.Contains(got.body, "start afresh") {
					t.Errorf("the answer is %d %s", got.status, got.body)
				}
			}
			wantDamage(c.do(t, http.MethodGet, "/box/b", "", "x-ms-range", "bytes=5-"))
			wantDamage(c.do(t, http.MethodPut, "/box/copy", "", "x-ms-copy-source", c.endpoint+"/box/b", "x-ms-blob-type", "BlockBlob"))
			if got, err := c.try(t, http.MethodGet, "/box/b", ""); err == nil {
				t.Errorf("the blob is read as %q", got.body)
			}
			for target, want := range map[string]string{"/box/b": "first", "/box/whole": "whole"} {
				if got := c.do(t, http.MethodGet, target, "", "x-ms-range", "bytes=0-4"); got.body != want {
					t.Errorf("%s: what is not damaged is %d %q", target, got.status, got.body)
				}
			}
			c.must(t, http.StatusCreated, http.MethodPut, "/box/b", "new", "x-ms-blob-type", "BlockBlob")
			c.must(t, http.StatusAccepted, http.MethodDelete, "/box/b", "")
		})
	}
}

// TestDamagedFolderIsAnError damages what the folder of an emulator holds while nobody has it open. Opening it says what is
// wrong, and what to do.
func TestDamagedFolderIsAnError(t *testing.T) {
	cut := func(size int64) func(string) error {
		return func(folder string) error { return os.Truncate(filepath.Join(folder, "index.db"), size) }
	}
	replace := func(name string) func(string) error {
		return func(folder string) error {
			if err := os.RemoveAll(filepath.Join(folder, name)); err != nil {
				return err
			}
			return os.Mkdir(filepath.Join(folder, name), 0o700)
		}
	}
	for name, row := range map[string]struct {
		damage func(folder string) error
		want   string
	}{
		"index cut to nothing":    {cut(0), "missing or empty"},
		"index cut within a page": {cut(100), "is damaged"},
		"index cut to two pages":  {cut(8192), "is damaged"},
		"index cut to four pages": {cut(16384), "is damaged"},
		"index missing":           {func(folder string) error { return os.Remove(filepath.Join(folder, "index.db")) }, "missing or empty"},
		"index is a folder":       {replace("index.db"), "not a regular file"},
		"index is a text": {func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "index.db"), []byte("a text"), 0o600)
		}, "is damaged"},
		"lock is a folder": {replace("lock"), "not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			t.Run("before", func(t *testing.T) {
				c := serve(t, emulator.WithFolder(folder))
				c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "")
				for _, name := range strings.Fields("a b c d e f g h") {
					c.must(t, http.StatusCreated, http.MethodPut, "/box/"+name, strings.Repeat(name, 100), "x-ms-blob-type", "BlockBlob",
						"x-ms-meta-a", strings.Repeat(name, 4000))
				}
			})
			if err := row.damage(folder); err != nil {
				t.Fatal(err)
			}
			em, err := emulator.Open(t.Context(), emulator.WithFolder(folder))
			if err == nil {
				em.Close()
				t.Fatal("it is opened")
			}
			if !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), folder) || !regexp.MustCompile("remove it|move it away").MatchString(err.Error()) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
