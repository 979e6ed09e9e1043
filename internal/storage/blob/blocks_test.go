package blob

import (
	"encoding/base64"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// A block's ID is the same in every run, different for every block and every state of the source, and of one length,
// which the service demands.
func TestBlockIDs(t *testing.T) {
	at := time.Date(2015, 4, 15, 12, 0, 0, 1, time.UTC)
	obj := storage.Object{Name: "vd/ü", Size: 200 << 20, ModTime: at}
	seen := map[string]bool{}
	for _, other := range []storage.Object{
		obj,
		{Name: "vd/u", Size: obj.Size, ModTime: at},
		{Name: obj.Name, Size: obj.Size + 1, ModTime: at},
		{Name: obj.Name, Size: obj.Size, ModTime: at.Add(1)},
		{Name: obj.Name, Size: obj.Size, ModTime: at, ETag: `"0x1"`},
	} {
		for _, index := range []int{0, 1, 255, 256, maxBlocks - 1} {
			id := idOf(other, index)
			if seen[id] {
				t.Errorf("block %d of %+v has the ID of another", index, other)
			}
			seen[id] = true
			raw, err := base64.StdEncoding.DecodeString(id)
			if err != nil || len(raw) != 20 {
				t.Errorf("block %d: ID %q of %d bytes, %v", index, id, len(raw), err)
			}
		}
	}
	elsewhere := obj
	elsewhere.ModTime = at.In(time.FixedZone("", 3600))
	if !seen[idOf(elsewhere, 0)] {
		t.Error("another run derives another ID")
	}
}

func idOf(obj storage.Object, index int) string {
	return (&blockWriter{upload: uploadID(obj, blockStep)}).blockID(index)
}
