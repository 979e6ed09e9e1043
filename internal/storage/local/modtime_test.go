package local

import (
	"os"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// A file that is written in chunks gets its source's time like one that is written at once, and the folder that is created
// for it does not. Where the source's time is not known, the file keeps the time when it was created.
func TestPreserveModTimeInChunks(t *testing.T) {
	folder := t.TempDir()
	started := time.Now().Add(-time.Minute)
	d := NewDestination(folder, true)
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	source := time.Date(2013, 2, 25, 8, 7, 57, 123456700, time.UTC)
	for name, modified := range map[string]time.Time{"sub/known": source, "sub/unknown": {}} {
		w, err := d.Create(t.Context(), storage.Object{Name: name, ModTime: modified}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Put(t.Context(), storage.Object{Name: "sub/put"}, nil); err != nil {
		t.Fatal(err)
	}
	if obj, err := d.Stat(t.Context(), "sub/known"); err != nil || !obj.ModTime.Equal(source) {
		t.Errorf("modified %v, %v, want %v", obj.ModTime, err, source)
	}
	for _, name := range []string{"sub/unknown", "sub/put"} {
		if obj, err := d.Stat(t.Context(), name); err != nil || obj.ModTime.Before(started) {
			t.Errorf("%s: modified %v, %v, want now", name, obj.ModTime, err)
		}
	}
	if info, err := os.Stat(join(folder, "sub")); err != nil || info.ModTime().Before(started) {
		t.Errorf("the folder is %v, %v, want it modified now", info, err)
	}
}
