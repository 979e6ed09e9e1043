package blob

import (
	"encoding/base64"
	"testing"

	"azcopy/internal/storage"
)

// A block's ID is the same whenever its upload is resumed, and different for every block and upload. All have the same
// length, as the service demands.
func TestBlockIDs(t *testing.T) {
	c := newWire(t, nil).container(t, "")
	obj := storage.Object{Name: "vd/ü", Size: 200 << 20}
	seen := map[string]bool{}
	for range 3 {
		w, err := c.Create(t.Context(), obj, nil)
		if err != nil {
			t.Fatal(err)
		}
		again := &blockWriter{token: w.Token()}
		for _, index := range []int{0, 1, 255, 256, maxBlocks - 1} {
			id := w.(*blockWriter).blockID(index)
			if seen[id] {
				t.Errorf("block %d has the ID of another", index)
			}
			seen[id] = true
			raw, err := base64.StdEncoding.DecodeString(id)
			if err != nil || len(raw) != 20 {
				t.Errorf("block %d: ID %q of %d bytes, %v", index, id, len(raw), err)
			}
			if got := again.blockID(index); got != id {
				t.Errorf("block %d: %q when it is resumed", index, got)
			}
		}
	}
}
