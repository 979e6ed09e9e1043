// Package content keeps what blobs and files hold: segments of extents, and holes, under a name that several resources may
// share. What is shared is never changed.
//
// The keys of the index, where offset has 16 hexadecimal digits:
//
//	s/content/offset   a segment
//	x/extent           how many segments share an extent, where it is more than one
//	x/content          how many resources share a content, as above
package content

import (
	"fmt"
	"strconv"
	"strings"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
)

// Segment is a run of bytes: a part of an extent. It is stored as JSON.
type Segment struct {
	Extent extent.ID
	Start  int64 `json:",omitempty"` // where it begins in the extent
	Size   int64
	Block  []byte `json:",omitempty"` // the ID of the block that it was, decoded; nil if it was not a block
}

func prefix(name string) string { return "s/" + name + "/" }

func segmentKey(name string, offset int64) string {
	return fmt.Sprintf("%s%016x", prefix(name), offset)
}

func sharedKey(name string) string { return "x/" + name }

// Segments returns the segments of a content in order.
func Segments(r index.Reader, name string) ([]Segment, error) {
	if name == "" {
		return nil, nil
	}
	return SegmentsBelow(r, prefix(name))
}

// SegmentsBelow returns the segments whose keys, which may be others than those of a content, begin with a prefix.
func SegmentsBelow(r index.Reader, prefix string) ([]Segment, error) {
	var all []Segment
	cursor := r.Cursor()
	for ok := cursor.Seek(prefix); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		var seg Segment
		if err := index.Decode(cursor.Key(), cursor.Value(), &seg); err != nil {
			return nil, err
		}
		all = append(all, seg)
	}
	return all, nil
}

// Each calls visit with the segments that have a byte in the range from ≤ x < end, and where they start, in
// order. It ends at the first error.
func Each(tx index.Reader, content string, from, end int64, visit func(start int64, seg Segment) error) error {
	if content == "" || from >= end {
		return nil
	}
	prefix := prefix(content)
	cursor := tx.Cursor()
	ok := cursor.Floor(segmentKey(content, from))
	if !ok || !strings.HasPrefix(cursor.Key(), prefix) {
		ok = cursor.Seek(segmentKey(content, from))
	}
	for ; ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		start, err := strconv.ParseInt(cursor.Key()[len(prefix):], 16, 64)
		if err != nil {
			return fmt.Errorf("%w: the key %q: %w", index.ErrDamaged, cursor.Key(), err)
		}
		if start >= end {
			return nil
		}
		var seg Segment
		if err := index.Decode(cursor.Key(), cursor.Value(), &seg); err != nil {
			return err
		}
		if start+seg.Size <= from {
			continue
		}
		if err := visit(start, seg); err != nil {
			return err
		}
	}
	return nil
}

// Own returns the name of a content that may be changed: one that others share is left to them, and replaced by a copy.
func (c *Change) Own(old string) (string, error) {
	if old == "" {
		return newName(), nil
	}
	if c.references(old) == 1 {
		return old, nil
	}
	c.isLast(old)
	name := newName()
	for _, key := range index.KeysBelow(c, prefix(old)) {
		var seg Segment
		if err := index.Decode(key, c.Get(key), &seg); err != nil {
			return "", err
		}
		c.Share(seg.Extent)
		if err := index.Write(c, prefix(name)+key[len(prefix(old)):], seg); err != nil {
			return "", err
		}
	}
	return name, nil
}

// Add adds a segment at an offset, where nothing must be.
func (c *Change) Add(name string, offset int64, seg Segment) error {
	return index.Write(c, segmentKey(name, offset), seg)
}

// placed is a segment and where it starts in its blob.
type placed struct {
	start int64
	Segment
}

// Cut replaces the range from ≤ x < to of a content by a hole.
func (c *Change) Cut(content string, from, to int64) error {
	var touched []placed
	err := Each(c, content, from, to, func(start int64, seg Segment) error {
		touched = append(touched, placed{start, seg})
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range touched {
		c.Delete(segmentKey(content, p.start))
		left := p.without(from, to)
		for _, rest := range left {
			if err := index.Write(c, segmentKey(content, rest.start), rest.Segment); err != nil {
				return err
			}
		}
		switch len(left) {
		case 0:
			c.Release(p.Extent)
		case 2:
			c.Share(p.Extent)
		}
	}
	return nil
}

// without returns what is left of a segment, at most one part on either side of the range.
func (p placed) without(from, to int64) []placed {
	var left []placed
	if p.start < from {
		before := p
		before.Size = from - p.start
		left = append(left, before)
	}
	if end := p.start + p.Size; end > to {
		behind := p
		behind.start, behind.Start, behind.Size = to, p.Start+to-p.start, end-to
		left = append(left, behind)
	}
	return left
}
