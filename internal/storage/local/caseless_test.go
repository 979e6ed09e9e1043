package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"azcopy/internal/storage"
)

// prepared returns a destination whose file system takes names for one as onDisk says; nil is the system's own.
func prepared(t *testing.T, folder string, onDisk func(string) (string, error)) *Destination {
	t.Helper()
	d := NewDestination(folder, false)
	if onDisk != nil {
		d.probe = func(_ *os.Root, folder string) (*caseless, error) {
			return &caseless{folder: folder, onDisk: onDisk}, nil
		}
	}
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func put(t *testing.T, d *Destination, name, content string) error {
	return d.Put(t.Context(), storage.Object{Name: name, Size: int64(len(content))}, []byte(content))
}

func TestNamesThatDifferInCaseDoNotReplaceEachOther(t *testing.T) {
	folder := t.TempDir()
	d := prepared(t, folder, scanFor)
	touch(t, folder, "Older.txt")
	for _, tt := range []struct {
		name string
		ok   bool
	}{
		{"A.txt", true}, {"a.txt", false}, {"A.TXT", false}, {"A.txt", true}, {"older.txt", false}, {"Older.txt", true},
		{"sub/ü.txt", true}, {"sub/Ü.txt", false}, {"sub/u.txt", true},
	} {
		err := put(t, d, tt.name, tt.name)
		if (err == nil) != tt.ok || !tt.ok && storage.KindOf(err) != storage.InvalidName {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	err := put(t, d, "a.txt", "a.txt")
	if want := filepath.Join(folder, "A.txt") + " already exists"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	// A large file is refused before any of it is read.
	if _, err := d.Create(t.Context(), storage.Object{Name: "a.txt", Size: 1 << 40}, nil); storage.KindOf(err) != storage.InvalidName {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"A.txt", "Older.txt", "sub/ü.txt", "sub/u.txt"} {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != name {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	assertNoPartial(t, folder)
}

// Of two files that are finished at the same time one fails, whichever it is.
func TestNamesThatDifferInCaseRace(t *testing.T) {
	for range 50 {
		folder := t.TempDir()
		d := prepared(t, folder, scanFor)
		names := []string{"Name", "NAME", "name"}
		errs := make([]error, len(names))
		var writers sync.WaitGroup
		for i, name := range names {
			writers.Go(func() { errs[i] = put(t, d, name, name) })
		}
		writers.Wait()
		left, err := os.ReadDir(folder)
		if err != nil || len(left) != 1 {
			t.Fatalf("%v, and in the folder are %v, %v", errs, left, err)
		}
		for i, name := range names {
			if written := name == left[0].Name(); written != (errs[i] == nil) {
				t.Fatalf("%s is there, but %q: %v", left[0].Name(), names, errs)
			}
		}
		if got, err := os.ReadFile(filepath.Join(folder, left[0].Name())); err != nil || string(got) != left[0].Name() {
			t.Fatalf("%s holds %q, %v", left[0].Name(), got, err)
		}
		assertNoPartial(t, folder)
	}
}

func TestNamesOfOneFileShareALock(t *testing.T) {
	c := &caseless{}
	for _, names := range [][2]string{{"a1.txt", "A1.TXT"}, {"\u00e9 1", "e\u0301 1"}, {"\u212a", "k"}, {"Sub/x", "sub/X"}} {
		if c.lock(names[0]) != c.lock(names[1]) {
			t.Errorf("%q have two", names)
		}
	}
	if c.lock("file1") == c.lock("file2") {
		t.Error("there is but one")
	}
}

func TestFoldersThatDifferInCase(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "Docs/x")
	standsAs := map[string]string{"docs/x": "x", "docs": "Docs", "Docs/x": "x", "Docs": "Docs"}
	d := prepared(t, folder, func(path string) (string, error) {
		name, err := filepath.Rel(folder, path)
		return standsAs[filepath.ToSlash(name)], err
	})
	if err := put(t, d, "docs/x", "other"); storage.KindOf(err) != storage.InvalidName || !strings.Contains(err.Error(), filepath.Join(folder, "Docs")+" already exists") {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"Docs/x", "docs/new"} {
		if err := put(t, d, name, "new"); err != nil {
			t.Error(err)
		}
	}
}

// The user is not asked whether to overwrite what can't be overwritten.
func TestStatRefusesAnotherName(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "name")
	d := prepared(t, folder, func(string) (string, error) { return "Name", nil })
	if _, err := d.Stat(t.Context(), "name"); storage.KindOf(err) != storage.InvalidName {
		t.Errorf("got %v", err)
	}
	if _, err := d.Stat(t.Context(), "absent"); storage.KindOf(err) != storage.NotFound {
		t.Errorf("got %v", err)
	}
	failed := errors.New("failed")
	d = prepared(t, folder, func(string) (string, error) { return "", failed })
	if err := put(t, d, "name", "new"); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

// The probe agrees with the file system, and leaves no file.
func TestProbeCase(t *testing.T) {
	folder := t.TempDir()
	d := prepared(t, folder, nil)
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	touch(t, folder, "Name")
	_, err := os.Stat(filepath.Join(folder, "nAME"))
	if tellsApart := errors.Is(err, fs.ErrNotExist); tellsApart != (d.caseless.Load() == nil) {
		t.Errorf("the file system distinguishes names: %v, and the probe found %+v", tellsApart, d.caseless.Load())
	}
}

func TestNameOnDisk(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "Name", "Sub/file")
	for i := range 3000 { // more than one read returns
		touch(t, folder, fmt.Sprintf("many/File%d", i))
	}
	for _, find := range []func(string) (string, error){scanFor, nameOnDisk} {
		for _, name := range []string{"Name", "Sub", "Sub/file", "many/File2999"} {
			if got, err := find(filepath.Join(folder, name)); err != nil || got != filepath.Base(name) {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
		for _, name := range []string{"absent", "absent/file"} {
			if got, err := find(filepath.Join(folder, name)); err != nil || got != "" {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
	}
	if got, err := scanFor(filepath.Join(folder, "many", "file2999")); err != nil || got != "File2999" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A blob named like the virtual directory of another: one of them fails and the other is complete, whichever comes
// first.
func TestFileAndFolderOfOneNameRace(t *testing.T) {
	for range 100 {
		folder := t.TempDir()
		d := prepared(t, folder, nil)
		names := []string{"a", "a/b"}
		errs := make([]error, len(names))
		var writers sync.WaitGroup
		for i, name := range names {
			writers.Go(func() { errs[i] = put(t, d, name, name) })
		}
		writers.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%q: %v", names, errs)
		}
		for i, name := range names {
			if errs[i] != nil {
				if storage.KindOf(errs[i]) != storage.FolderCollision || !strings.Contains(errs[i].Error(), "same name") {
					t.Errorf("%s: %v", name, errs[i])
				}
				continue
			}
			if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != name {
				t.Errorf("%s holds %q, %v", name, got, err)
			}
		}
		assertNoPartial(t, folder)
	}
}

func TestMakeFolder(t *testing.T) {
	folder := t.TempDir()
	d := prepared(t, folder, nil)
	touch(t, folder, "file")
	for _, name := range []string{"new/below", "new", "new/below"} {
		if err := d.makeFolder(t.Context(), name); err != nil || !IsFolder(filepath.Join(folder, name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"file", "file/below"} {
		if err := d.makeFolder(t.Context(), name); storage.KindOf(err) != storage.FolderCollision {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.makeFolder(t.Context(), "../out"); storage.KindOf(err) != storage.InvalidName {
		t.Errorf("got %v", err)
	}
}
