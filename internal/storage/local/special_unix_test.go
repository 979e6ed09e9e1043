//go:build unix

package local

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/storage"
)

func TestLinksAndSpecialFiles(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	touch(t, elsewhere, "target", "sub/x")
	touch(t, folder, "plain", "bad\xffname")
	for link, target := range map[string]string{"link": "target", "folderlink": "sub", "broken": "absent"} {
		if err := os.Symlink(filepath.Join(elsewhere, target), filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "fifo"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := NewSource(folder)
	names, failed := listed(t, s, storage.Query{Recursive: true})
	if !slices.Equal(names, []string{"link", "plain"}) {
		t.Errorf("listed %q", names)
	}
	want := []string{
		fmt.Sprintf("bad\xffname: %d", storage.InvalidName),
		fmt.Sprintf("broken: %d", storage.Other),
		fmt.Sprintf("fifo: %d", storage.NotRegular),
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
	touch(t, folder, "back\\slash\xff")
	if _, err := s.Stat(t.Context(), "back\\slash\xff"); err == nil || !strings.Contains(err.Error(), `/back\slash`+"\xff\": the name") {
		t.Errorf("%v does not show the path as it is", err)
	}
	obj, err := s.Stat(t.Context(), "link")
	if err != nil || obj.Size != int64(len("target")) {
		t.Errorf("the link is %+v, %v, want the size of its target", obj, err)
	}
	for name, want := range map[string]storage.Kind{
		"bad\xffname": storage.InvalidName, "broken": storage.Other, "fifo": storage.NotRegular,
		"folderlink": storage.NotFound, "absent": storage.NotFound, "plain/x": storage.NotFound,
	} {
		if _, err := s.Stat(t.Context(), name); storage.KindOf(err) != want {
			t.Errorf("%q: got %v, of kind %d, want %d", name, err, storage.KindOf(err), want)
		}
	}
}

// pipe makes a named pipe in a folder.
func pipe(t *testing.T, folder, name string) {
	t.Helper()
	if err := syscall.Mkfifo(filepath.Join(folder, name), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestSpecialFilesAreNotReplaced(t *testing.T) {
	folder := t.TempDir()
	pipe(t, folder, "pipe")
	if err := os.Symlink("pipe", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	d := NewDestination(folder, false)
	defer d.Close()
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pipe", "link"} {
		_, creating := d.Create(t.Context(), storage.Object{Name: name, Size: 5}, nil)
		putting := d.Put(t.Context(), storage.Object{Name: name, Size: 1}, []byte("x"))
		for _, err := range []error{creating, putting} {
			if err == nil || !strings.Contains(err.Error(), "is not replaced") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if info, err := os.Lstat(filepath.Join(folder, "pipe")); err != nil || info.Mode().IsRegular() {
		t.Errorf("the pipe is %v, %v", info, err)
	}
	assertNoPartial(t, folder)
}

func TestOpenDoesNotWaitForAPipe(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "x")
	s := NewSource(folder)
	obj, err := s.Stat(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "x")); err != nil {
		t.Fatal(err)
	}
	pipe(t, folder, "x")
	failed := make(chan error, 1)
	go func() {
		c, err := s.Open(t.Context(), obj)
		if err == nil {
			err = c.ReadRange(t.Context(), make([]byte, 1), 0)
			c.Close()
		}
		failed <- err
	}()
	select {
	case err := <-failed:
		if err == nil {
			t.Error("a pipe was read")
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits for a writer")
	}
}

func TestNoRoomToSortALargeFolder(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "sub/a", "sub/b", "sub/c")
	s := NewSource(folder)
	s.inMemory = 2
	t.Setenv("TMPDIR", filepath.Join(folder, "absent"))
	var failed []error
	// Not even where a missing folder would mean that nothing matches.
	for _, err := range s.List(t.Context(), storage.Query{Prefix: "sub/", Recursive: true}) {
		failed = append(failed, err)
	}
	if len(failed) != 1 || failed[0] == nil || storage.KindOf(failed[0]) != storage.Other || !strings.Contains(failed[0].Error(), "TMPDIR") {
		t.Errorf("got %v", failed)
	}
}

func TestAPipeIsNotASource(t *testing.T) {
	folder := t.TempDir()
	pipe(t, folder, "pipe")
	for _, err := range NewSource(filepath.Join(folder, "pipe")).List(t.Context(), storage.Query{}) {
		if storage.KindOf(err) != storage.NotRegular {
			t.Errorf("got %v", err)
		}
	}
}
