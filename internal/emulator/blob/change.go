package blob

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
)

// change is a write to the index that keeps track of the extents that nothing refers to any more.
type change struct {
	index.Writer
	freed []extent.ID
}

// update carries out a change, and then removes the extents that it freed. When it fails nothing is changed.
func (s *Service) update(write func(*change) error) error {
	c := new(change)
	err := s.index.Update(func(w index.Writer) error {
		*c = change{Writer: w}
		return write(c)
	})
	if err != nil {
		return err
	}
	for _, id := range c.freed {
		// What can't be removed only takes up space.
		_ = s.extents.Remove(id)
	}
	return nil
}

// share adds a reference to an extent.
func (c *change) share(id extent.ID) { c.refer(string(id)) }

// release drops a reference to an extent.
func (c *change) release(id extent.ID) {
	if c.isLast(string(id)) {
		c.freed = append(c.freed, id)
	}
}

// refer adds a reference to the extent or content of this name.
func (c *change) refer(name string) { c.setReferences(name, c.references(name)+1) }

// isLast drops a reference, and reports whether none is left.
func (c *change) isLast(name string) bool {
	n := c.references(name)
	if n > 1 {
		c.setReferences(name, n-1)
	}
	return n == 1
}

// references returns the number of references, which is 1 where there is no record.
func (c *change) references(name string) int {
	if n, err := strconv.Atoi(string(c.Get(sharedKey(name)))); err == nil {
		return n
	}
	return 1
}

func (c *change) setReferences(name string, n int) {
	if n == 1 {
		c.Delete(sharedKey(name))
		return
	}
	c.Put(sharedKey(name), []byte(strconv.Itoa(n)))
}

// putSegments writes the runs of a new content, whose name it returns.
func (c *change) putSegments(segments []segment) (content string, err error) {
	if len(segments) == 0 {
		return "", nil
	}
	content = newContent()
	offset := int64(0)
	for _, seg := range segments {
		if err := put(c, segmentKey(content, offset), seg); err != nil {
			return "", err
		}
		offset += seg.Size
	}
	return content, nil
}

// newContent returns the name of a content that does not exist yet.
func newContent() string {
	var b [8]byte
	// It never fails: see crypto/rand.
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// dropContent drops a reference to a content; with the last one it deletes the content's runs and releases their
// extents.
func (c *change) dropContent(content string) error {
	if content == "" || !c.isLast(content) {
		return nil
	}
	return c.dropExtents("s/" + content + "/")
}

// dropStaged deletes the blocks of a blob that are not committed.
func (c *change) dropStaged(account, container, name string) error {
	c.Delete(stagingKey(account, container, name))
	return c.dropExtents(stagedPrefix(account, container, name))
}

// dropExtents deletes the segments whose keys begin with a prefix and releases their extents.
func (c *change) dropExtents(prefix string) error {
	for _, key := range keysBelow(c, prefix) {
		var seg segment
		if err := decode(key, c.Get(key), &seg); err != nil {
			return err
		}
		c.release(seg.Extent)
		c.Delete(key)
	}
	return nil
}

// keysBelow returns the keys that begin with a prefix. They are read before anything is deleted, because deleting makes
// cursors invalid.
func keysBelow(r index.Reader, prefix string) []string {
	var keys []string
	cursor := r.Cursor()
	for ok := cursor.Seek(prefix); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		keys = append(keys, cursor.Key())
	}
	return keys
}
