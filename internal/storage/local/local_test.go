package local

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

func TestConformance(t *testing.T) {
	storagetest.Run(t, storagetest.Driver{
		Empty: func(t *testing.T) storagetest.Place {
			folder := filepath.Join(t.TempDir(), "not", "there", "yet")
			d := NewDestination(folder, false)
			t.Cleanup(func() { d.Close() })
			return storagetest.Place{Source: NewSource(folder), Dest: d, Impossible: impossible()}
		},
		Missing: func(t *testing.T) storage.Source { return NewSource(filepath.Join(t.TempDir(), "absent")) },
	})
}

// impossible are the names of the suite that this platform's file systems can't have.
func impossible() map[string]bool {
	names := map[string]bool{}
	if filepath.Separator == '\\' {
		for _, name := range storagetest.OddNames() {
			names[name] = strings.ContainsAny(name, `"<>|:*?\`) || strings.HasSuffix(name, ".")
		}
	}
	return names
}

func listed(t *testing.T, s *Source, q storage.Query) (names, failed []string) {
	t.Helper()
	for obj, err := range s.List(t.Context(), q) {
		if one, ok := err.(*storage.ObjectError); ok {
			failed = append(failed, fmt.Sprintf("%s: %d", one.Name, storage.KindOf(err)))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, obj.Name)
	}
	return names, failed
}

func touch(t *testing.T, folder string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesComeBeforeFolders(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "b", "a/z", "a/b/c", "a/a", "c", "A")
	names, _ := listed(t, NewSource(folder), storage.Query{Recursive: true})
	if want := []string{"A", "b", "c", "a/a", "a/z", "a/b/c"}; !slices.Equal(names, want) {
		t.Errorf("listed %q, want %q", names, want)
	}
}

// A folder that does not fit into memory is listed in the same order, from the temporary file.
func TestLargeFoldersAreSortedOnDisk(t *testing.T) {
	folder, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	for i := range 100 {
		touch(t, folder, fmt.Sprintf("file%02d", i), fmt.Sprintf("sub%02d/x", i%10))
	}
	s := NewSource(folder)
	want, _ := listed(t, s, storage.Query{Recursive: true})
	s.inMemory = 7
	got, _ := listed(t, s, storage.Query{Recursive: true})
	if len(want) != 110 || !slices.Equal(got, want) {
		t.Errorf("listed %q,\nwant %q", got, want)
	}
	after, _ := listed(t, s, storage.Query{Recursive: true, After: "file97"})
	if !slices.Equal(after, want[98:]) {
		t.Errorf("resumed with %q", after)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d temporary files left", len(left))
	}
}

func TestHostileNamesStayInside(t *testing.T) {
	parent := t.TempDir()
	folder := filepath.Join(parent, "dest")
	d := NewDestination(folder, false)
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := os.Symlink(parent, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "a/../../x", "/x", "a//x", "a/./x", ".", "", "..", "nul\x00", "link/x"} {
		if err := d.Put(t.Context(), storage.Object{Name: name}, nil); err == nil {
			t.Errorf("%q was written", name)
		}
	}
	const typed = `a\b/../c`
	if err := d.Put(t.Context(), storage.Object{Name: typed}, nil); err == nil || !strings.Contains(err.Error(), `write "`+typed+`" below`) {
		t.Errorf("%v does not show the name as it is", err)
	}
	left, err := os.ReadDir(parent)
	if err != nil || len(left) != 1 {
		t.Errorf("outside the folder there is now %v, %v", left, err)
	}
}

func TestFolderAndFileOfOneName(t *testing.T) {
	folder := t.TempDir()
	d := NewDestination(folder, false)
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	touch(t, folder, "file", "folder/x")
	for _, name := range []string{"file/x", "file/x/y", "folder"} {
		err := d.Put(t.Context(), storage.Object{Name: name, Size: 1}, []byte("x"))
		if storage.KindOf(err) != storage.FolderCollision || !strings.Contains(err.Error(), "same name") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"file", "folder/x"} {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != name {
			t.Errorf("%s now holds %q, %v", name, got, err)
		}
	}
	assertNoPartial(t, folder)
}

func assertNoPartial(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".partial") {
			t.Errorf("left: %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPreserveModTime(t *testing.T) {
	folder := t.TempDir()
	want := time.Date(2013, 2, 25, 8, 7, 57, 0, time.UTC)
	for _, preserve := range []bool{true, false} {
		d := NewDestination(folder, preserve)
		if err := d.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Put(t.Context(), storage.Object{Name: "x", ModTime: want}, nil); err != nil {
			t.Fatal(err)
		}
		d.Close()
		obj, err := d.Stat(t.Context(), "x")
		if err != nil || obj.ModTime.Equal(want) != preserve {
			t.Errorf("preserve %v: modified %v, %v", preserve, obj.ModTime, err)
		}
	}
}

// What an interrupted run left under the temporary name, even if longer than the file, is not in the file of the next run.
func TestALeftoverIsReplaced(t *testing.T) {
	folder := t.TempDir()
	d := NewDestination(folder, false)
	if err := os.WriteFile(filepath.Join(folder, d.partialName("x")), bytes.Repeat([]byte("old"), 100), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Put(t.Context(), storage.Object{Name: "x", Size: 3}, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "x")); err != nil || string(got) != "new" {
		t.Errorf("holds %q, %v", got, err)
	}
	assertNoPartial(t, folder)
}

func TestAFileIsNotASourceFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	touch(t, filepath.Dir(path), "file")
	for _, err := range NewSource(path).List(t.Context(), storage.Query{}) {
		if storage.KindOf(err) != storage.FolderCollision {
			t.Errorf("got %v", err)
		}
	}
}

func TestChunksOfAHugeFileAreBounded(t *testing.T) {
	d := NewDestination("", false)
	for _, size := range []int64{0, 1, chunkStep * maxChunks, chunkStep*maxChunks + 1, 1 << 50} {
		chunk, err := d.ChunkSize(storage.Object{Size: size})
		if err != nil || chunk < chunkStep || (size+chunk-1)/chunk > maxChunks {
			t.Errorf("%d bytes: chunks of %d, %v", size, chunk, err)
		}
	}
}
