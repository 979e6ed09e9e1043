package extent

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// forEach runs a test with an empty store of each kind, and then looks for half-written files that are left.
func forEach(t *testing.T, test func(*testing.T, Store)) {
	t.Run("memory", func(t *testing.T) { test(t, NewMemory()) })
	t.Run("folder", func(t *testing.T) {
		path := t.TempDir()
		store, err := OpenFolder(path)
		if err != nil {
			t.Fatal(err)
		}
		test(t, store)
		if left, err := filepath.Glob(filepath.Join(path, incoming, "*")); err != nil || len(left) > 0 {
			t.Errorf("files are left: %q, %v", left, err)
		}
	})
}

func mustWrite(t *testing.T, s Store, content string) ID {
	t.Helper()
	id, err := s.Write(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func mustRead(t *testing.T, s Store, id ID, length int) string {
	t.Helper()
	r, err := s.Open(id, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := make([]byte, length)
	if _, err := r.ReadAt(p, 0); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return string(p)
}

// No more than the given size is taken from the reader.
func TestWriteTakesItsSize(t *testing.T) {
	forEach(t, func(t *testing.T, s Store) {
		r := strings.NewReader("first, second")
		id, err := s.Write(r, 5)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(r)
		if got := mustRead(t, s, id, 5); got != "first" || err != nil || string(rest) != ", second" {
			t.Errorf("kept %q and left %q, %v", got, rest, err)
		}
	})
}

// The error of the reader is the error of the write, and nothing is kept.
func TestWriteOfReaderThatFails(t *testing.T) {
	failure := errors.New("the connection broke")
	forEach(t, func(t *testing.T, s Store) {
		r := io.MultiReader(strings.NewReader("some"), iotest.ErrReader(failure))
		if id, err := s.Write(r, 10); !errors.Is(err, failure) || id != "" {
			t.Errorf("got %q, %v", id, err)
		}
	})
}

func TestReadAt(t *testing.T) {
	forEach(t, func(t *testing.T, s Store) {
		r, err := s.Open(mustWrite(t, s, "0123456789"), 10)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		p := make([]byte, 4)
		if n, err := r.ReadAt(p, 3); n != 4 || err != nil || string(p) != "3456" {
			t.Errorf("in the middle: %d, %v, %q", n, err, p)
		}
		if n, err := r.ReadAt(p, 8); n != 2 || !errors.Is(err, io.EOF) {
			t.Errorf("across the end: %d, %v", n, err)
		}
		if n, err := r.ReadAt(p, 10); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %d, %v", n, err)
		}
	})
}

// A reader of an extent is not disturbed when the extent is removed, except on Windows, which forbids removing it.
func TestRemoveWhileItIsRead(t *testing.T) {
	forEach(t, func(t *testing.T, s Store) {
		id := mustWrite(t, s, "still here")
		r, err := s.Open(id, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := s.Remove(id); err != nil && runtime.GOOS != "windows" {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.NewSectionReader(r, 0, 10))
		if err != nil || string(got) != "still here" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestConcurrentWrites(t *testing.T) {
	forEach(t, func(t *testing.T, s Store) {
		var all sync.WaitGroup
		for n := range 32 {
			all.Go(func() {
				want := bytes.Repeat([]byte{byte(n)}, 10_000+n)
				id, err := s.Write(bytes.NewReader(want), int64(len(want)))
				if err != nil {
					t.Error(err)
					return
				}
				if got := mustRead(t, s, id, len(want)); got != string(want) {
					t.Errorf("extent %d is another's", n)
				}
			})
		}
		all.Wait()
	})
}

func TestFolderIsReopened(t *testing.T) {
	path := t.TempDir()
	store, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	id := mustWrite(t, store, "kept")
	if store, err = OpenFolder(path); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, store, id, 4); got != "kept" {
		t.Errorf("got %q", got)
	}
}
