package local

import (
	"testing"
	"time"

	"azcopy/internal/storage"
)

// Only a writer that copies the same state of the source goes on with a partial file: another run may meanwhile have
// begun another source of this length under this name.
func TestPartialFilesAreOfOneSource(t *testing.T) {
	obj := storage.Object{Name: "x", Size: 10 << 20, ModTime: time.Unix(1000, 0), ETag: `"0x1"`}
	for name, tt := range map[string]struct {
		change func(*storage.Object)
		holds  bool
	}{
		"the same":     {func(*storage.Object) {}, true},
		"another ETag": {func(o *storage.Object) { o.ETag = `"0x2"` }, false},
		"another time": {func(o *storage.Object) { o.ModTime = time.Unix(1001, 0) }, false},
		"another size": {func(o *storage.Object) { o.Size-- }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewDestination(t.TempDir(), false)
			if err := d.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			left, err := d.Create(t.Context(), obj, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := left.Suspend(); err != nil {
				t.Fatal(err)
			}
			now := obj
			tt.change(&now)
			w, err := d.Create(t.Context(), now, true)
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
