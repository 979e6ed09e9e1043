//go:build unix

package local

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"azcopy/internal/storage"
)

// onDisk returns how many bytes a file takes on the disk.
func onDisk(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Blocks * 512
}

// hasHoles reports whether the file system of a folder supports them.
func hasHoles(t *testing.T, folder string) bool {
	t.Helper()
	path := filepath.Join(folder, "hole")
	touch(t, folder, "hole")
	if err := os.Truncate(path, 64<<20); err != nil {
		t.Fatal(err)
	}
	return onDisk(t, path) < 1<<20
}

// A disk image of 64 MiB with one page of content takes the room of that page, whether it is written at once, or interrupted
// and resumed.
func TestZerosTakeNoRoom(t *testing.T) {
	folder := t.TempDir()
	if !hasHoles(t, folder) {
		t.Skip("the file system has no holes")
	}
	const size, chunkSize = 64 << 20, 4 << 20
	obj := storage.Object{Name: "image", Size: size}
	d := writable(t, folder)
	w, err := d.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, chunkSize)
	for i := range size / chunkSize {
		chunk[512<<10] = 0
		if i == 5 {
			chunk[512<<10] = 1
		}
		if i == 9 { // a later run writes the rest
			if err := w.Suspend(); err != nil {
				t.Fatal(err)
			}
			if w, err = d.Create(t.Context(), obj, w.Token()); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.WriteChunk(t.Context(), storage.Chunk{Index: i, Offset: int64(i) * chunkSize, Length: chunkSize}, chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
		t.Fatal(err)
	}
	if err := d.Put(t.Context(), storage.Object{Name: "small", Size: chunkSize}, make([]byte, chunkSize)); err != nil {
		t.Fatal(err)
	}
	for name, most := range map[string]int64{"image": 2 * holeSize, "small": holeSize} {
		if got := onDisk(t, filepath.Join(folder, name)); got > most {
			t.Errorf("%s takes %d bytes on the disk", name, got)
		}
	}
}
