package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// Only a writer that has the token resumes a partial file: another run may since have started another one under this name,
// of the same length.
func TestPartialFilesAreOfOneSource(t *testing.T) {
	obj := storage.Object{Name: "x", Size: 10 << 20, ModTime: time.Unix(1000, 0), ETag: `"0x1"`}
	for name, tt := range map[string]struct {
		change  func(*storage.Object)
		another bool // writer's token
		holds   bool
	}{
		"the same":       {func(*storage.Object) {}, false, true},
		"another size":   {func(o *storage.Object) { o.Size-- }, false, false},
		"another writer": {func(*storage.Object) {}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewDestination(t.TempDir(), false)
			if err := d.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			left, err := d.Create(t.Context(), obj, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := left.Suspend(); err != nil {
				t.Fatal(err)
			}
			now := obj
			tt.change(&now)
			token := left.Token()
			if tt.another {
				token = []byte("another")
			}
			w, err := d.Create(t.Context(), now, token)
			if got := storage.KindOf(err); !tt.holds && got != storage.NotFound {
				t.Fatalf("resumed another's file: %v", err)
			}
			if !tt.holds {
				w, err = d.Create(t.Context(), now, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := w.Holds(storage.Chunk{Length: 4 << 20}); got != tt.holds {
				t.Errorf("holds what is there: %v", got)
			}
			if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
				t.Fatal(err)
			}
			if there, err := d.Stat(t.Context(), "x"); err != nil || there.Size != now.Size {
				t.Errorf("%d bytes, %v", there.Size, err)
			}
		})
	}
}

// A partial file has one writer at a time: another process, or another object that leads to the same name, is refused.
func TestPartialFilesHaveOneWriter(t *testing.T) {
	folder := t.TempDir()
	var ends [2]*Destination
	for i := range ends {
		ends[i] = NewDestination(folder, false).With(DestinationOptions{Run: "run"})
		if err := ends[i].Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ends[i].Close() })
	}
	obj := storage.Object{Name: "sub/x", Size: 5}
	w, err := ends[0].Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "the same file is being written") {
			t.Errorf("%s during another writer: %v", what, err)
		}
	}
	for _, d := range ends {
		_, err := d.Create(t.Context(), obj, nil)
		refused("create", err)
		_, err = d.Create(t.Context(), obj, []byte("token"))
		refused("resume", err)
		refused("put", d.Put(t.Context(), obj, []byte("other")))
		refused("discard", d.Discard(t.Context(), obj, w.Token()))
	}
	if err := w.WriteChunk(t.Context(), storage.Chunk{Length: 5}, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "sub", "x")); err != nil || string(got) != "whole" {
		t.Errorf("%q, %v", got, err)
	}
	if err := ends[1].Put(t.Context(), obj, []byte("other")); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
}
