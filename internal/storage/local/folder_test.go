package local

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// A blob that stands for a folder finds a folder, which has no time, a file, which has its own, or nothing.
func TestStatFolder(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "full/file")
	if err := os.MkdirAll(filepath.Join(folder, "empty", "deep"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		kind  storage.Kind
		timed bool
	}{
		{"empty", 0, false},
		{"empty/deep", 0, false},
		{"full", 0, false},
		{"full/file", 0, true},
		{"absent", storage.NotFound, false},
		{"full/file/below", storage.NotFound, false},
		{"../" + filepath.Base(folder), storage.InvalidName, false},
	} {
		obj, err := NewDestination(folder, false).StatFolder(t.Context(), tt.name)
		if (err == nil) != (tt.kind == 0) || err != nil && storage.KindOf(err) != tt.kind {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err == nil && obj.Name != tt.name || obj.ModTime.Equal(time.Time{}) == tt.timed {
			t.Errorf("%s: got %+v", tt.name, obj)
		}
	}
}
