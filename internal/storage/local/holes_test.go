package local

import (
	"bytes"
	"path/filepath"
	"testing"

	"azcopy/internal/storage"
)

// Zeros take no room on the disk: the file has holes there. See holes_unix_test.go for what it takes.
func TestZerosAreLeftOut(t *testing.T) {
	const size = 3*holeSize + 100
	for what, fill := range map[string]func(p []byte){
		"all zeros":         func([]byte) {},
		"at the beginning":  func(p []byte) { p[0] = 1 },
		"at the end":        func(p []byte) { p[len(p)-1] = 1 },
		"around a block":    func(p []byte) { p[holeSize-1], p[2*holeSize] = 1, 1 },
		"within a block":    func(p []byte) { p[holeSize+5] = 1 },
		"everywhere":        func(p []byte) { copy(p, bytes.Repeat([]byte{1}, len(p))) },
		"but one in blocks": func(p []byte) { copy(p, bytes.Repeat([]byte{0, 1}, len(p)/2)) },
	} {
		t.Run(what, func(t *testing.T) {
			folder := t.TempDir()
			d := writable(t, folder)
			want := make([]byte, size)
			fill(want)
			if err := d.Put(t.Context(), storage.Object{Name: "put", Size: size}, want); err != nil {
				t.Fatal(err)
			}
			assertHolds(t, filepath.Join(folder, "put"), string(want))

			// Chunks begin anywhere, and a resumed file already has other bytes in their place.
			obj := storage.Object{Name: "chunks", Size: size}
			w, err := d.Create(t.Context(), obj, nil)
			if err != nil {
				t.Fatal(err)
			}
			middle := storage.Chunk{Index: 1, Offset: 1000, Length: 2 * holeSize}
			if err := w.WriteChunk(t.Context(), middle, bytes.Repeat([]byte("torn"), holeSize/2)); err != nil {
				t.Fatal(err)
			}
			if err := w.Suspend(); err != nil {
				t.Fatal(err)
			}
			if w, err = d.Create(t.Context(), obj, w.Token()); err != nil {
				t.Fatal(err)
			}
			for _, c := range []storage.Chunk{{Length: 1000}, middle, {Index: 2, Offset: 1000 + 2*holeSize, Length: size - 1000 - 2*holeSize}} {
				if err := w.WriteChunk(t.Context(), c, want[c.Offset:c.Offset+c.Length]); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
				t.Fatal(err)
			}
			assertHolds(t, filepath.Join(folder, "chunks"), string(want))
		})
	}
}
