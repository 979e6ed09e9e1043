package blob

import (
	"fmt"
	"strconv"
	"strings"

	"azcopy/internal/emulator/index"
)

// eachSegment calls visit with the segments that have a byte in the range from ≤ x < end, and where they start, in
// order. It ends at the first error.
func eachSegment(tx index.Reader, content string, from, end int64, visit func(start int64, seg segment) error) error {
	if content == "" || from >= end {
		return nil
	}
	prefix := "s/" + content + "/"
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
		var seg segment
		if err := decode(cursor.Key(), cursor.Value(), &seg); err != nil {
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

// own makes the content of b one that may be changed: content that others share is left to them, and b gets a copy.
func (c *change) own(b *blob) error {
	old := b.Content
	if old == "" {
		b.Content = newContent()
		return nil
	}
	if c.references(old) == 1 {
		return nil
	}
	c.isLast(old)
	b.Content = newContent()
	prefix := "s/" + old + "/"
	for _, key := range keysBelow(c, prefix) {
		var seg segment
		if err := decode(key, c.Get(key), &seg); err != nil {
			return err
		}
		c.share(seg.Extent)
		if err := put(c, "s/"+b.Content+"/"+key[len(prefix):], seg); err != nil {
			return err
		}
	}
	return nil
}

// placed is a segment and where it starts in its blob.
type placed struct {
	start int64
	segment
}

// cut makes a hole of the range from ≤ x < to of a content.
func (c *change) cut(content string, from, to int64) error {
	var touched []placed
	err := eachSegment(c, content, from, to, func(start int64, seg segment) error {
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
			if err := put(c, segmentKey(content, rest.start), rest.segment); err != nil {
				return err
			}
		}
		switch len(left) {
		case 0:
			c.release(p.Extent)
		case 2:
			c.share(p.Extent)
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
