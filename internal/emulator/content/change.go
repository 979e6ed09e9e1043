package content

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
)

// Change is a write to the index that keeps track of the extents that nothing refers to any more.
type Change struct {
	index.Writer
	freed []extent.ID
}

// Update carries out a change, and then removes the extents that it freed. When it fails nothing is changed.
func (s *Store) Update(write func(*Change) error) error {
	c := new(Change)
	err := s.index.Update(func(w index.Writer) error {
		*c = Change{Writer: w}
		return write(c)
	})
	if err != nil {
		return err
	}
	for _, id := range c.freed {
		// Extents that can't be removed only take up space.
		_ = s.extents.Remove(id)
	}
	return nil
}

// Share adds a reference to an extent.
func (c *Change) Share(id extent.ID) { c.refer(string(id)) }

// Release drops a reference to an extent.
func (c *Change) Release(id extent.ID) {
	if c.isLast(string(id)) {
		c.freed = append(c.freed, id)
	}
}

// Refer adds a reference to a content, which is not counted when there is none.
func (c *Change) Refer(content string) {
	if content != "" {
		c.refer(content)
	}
}

// refer adds a reference to the extent or content of this name.
func (c *Change) refer(name string) { c.setReferences(name, c.references(name)+1) }

// isLast drops a reference, and reports whether none is left.
func (c *Change) isLast(name string) bool {
	n := c.references(name)
	if n > 1 {
		c.setReferences(name, n-1)
	}
	return n == 1
}

// references returns the number of references, which is 1 where there is no record.
func (c *Change) references(name string) int {
	if n, err := strconv.Atoi(string(c.Get(sharedKey(name)))); err == nil {
		return n
	}
	return 1
}

func (c *Change) setReferences(name string, n int) {
	if n == 1 {
		c.Delete(sharedKey(name))
		return
	}
	c.Put(sharedKey(name), []byte(strconv.Itoa(n)))
}

// New writes the segments of a new content, whose name it returns: "" for none.
func (c *Change) New(segments []Segment) (content string, err error) {
	if len(segments) == 0 {
		return "", nil
	}
	content = newName()
	offset := int64(0)
	for _, seg := range segments {
		if err := index.Write(c, segmentKey(content, offset), seg); err != nil {
			return "", err
		}
		offset += seg.Size
	}
	return content, nil
}

// newName returns the name of a content that does not exist yet.
func newName() string {
	var b [8]byte
	// It never fails: see crypto/rand.
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Drop drops a reference to a content; with the last one it deletes the content's runs and releases their
// extents.
func (c *Change) Drop(content string) error {
	if content == "" || !c.isLast(content) {
		return nil
	}
	return c.DropExtents(prefix(content))
}

// DropExtents deletes the segments whose keys, which may be others than those of a content, begin with a prefix and releases their extents.
func (c *Change) DropExtents(prefix string) error {
	for _, key := range index.KeysBelow(c, prefix) {
		var seg Segment
		if err := index.Decode(key, c.Get(key), &seg); err != nil {
			return err
		}
		c.Release(seg.Extent)
		c.Delete(key)
	}
	return nil
}
