package azure

import (
	"context"
	"sync"
)

const (
	// spanLength is how many bytes of an object one request for ranges covers.
	spanLength = 128 << 20
	// SmallHole is the length in bytes below which a hole is read rather than left out: another request costs more.
	SmallHole = 8 << 10
	// keptSpans bounds the memory of an open object. Where filled and empty ranges alternate as badly as they can, a
	// span has 15 000 ranges of 16 bytes. Readers go from the front to the back and need only one or two spans.
	keptSpans = 4
	// rangeUnit is the length in bytes of which the ranges that services list are multiples.
	rangeUnit = 512
)

// Range is a part of an object, in bytes: from Start up to, but not including, End.
type Range struct{ Start, End int64 }

// Within returns the part of a range that lies in another one; it is empty when Start is not before End.
func (r Range) Within(other Range) Range {
	return Range{max(r.Start, other.Start), min(r.End, other.End)}
}

// Sparse is an object whose filled ranges the service can list, the rest being zeros: a page blob, or the file of a share.
type Sparse interface {
	// FilledRanges asks for the filled ranges in a part of the object (Get Page Ranges, List Ranges), and returns them in
	// order.
	FilledRanges(ctx context.Context, part Range) ([]Range, error)
	// ReadRange is that of storage.Content.
	ReadRange(ctx context.Context, p []byte, off int64) error
}

// SparseReader reads a Sparse object and asks only for what is filled. It asks for the ranges when it needs them, and
// forgets the oldest first. It is safe for concurrent use.
type SparseReader struct {
	from  Sparse
	mu    sync.Mutex
	spans []*span // the newest last
}

// NewSparseReader returns a reader of the object. It sends nothing.
func NewSparseReader(from Sparse) *SparseReader { return &SparseReader{from: from} }

// ReadRange fills p as storage.Content.ReadRange does: it asks for the filled ranges one after another, with small holes between
// them, and fills in zeros elsewhere.
func (r *SparseReader) ReadRange(ctx context.Context, p []byte, off int64) error {
	filled, err := r.filled(ctx, Range{off, off + int64(len(p))})
	if err != nil {
		return err
	}
	at := off
	for _, f := range filled {
		clear(p[at-off : f.Start-off])
		if err := r.from.ReadRange(ctx, p[f.Start-off:f.End-off], f.Start); err != nil {
			return err
		}
		at = f.End
	}
	clear(p[at-off:])
	return nil
}

// filled returns the filled ranges in a part, in order, with small holes between them included.
func (r *SparseReader) filled(ctx context.Context, part Range) ([]Range, error) {
	var ranges []Range
	for i := part.Start / spanLength; i*spanLength < part.End; i++ {
		s, err := r.span(ctx, i)
		if err != nil {
			return nil, err
		}
		for _, f := range s {
			if f = f.Within(part); f.Start < f.End {
				ranges = join(ranges, f)
			}
		}
	}
	return ranges, nil
}

// span is what is known about one stretch of the object once done is closed.
type span struct {
	index  int64
	done   chan struct{}
	filled []Range
	err    error
}

// span returns the filled ranges of the i-th stretch. One caller asks the service, the others wait; when its context
// ends before the answer, the next one asks.
func (r *SparseReader) span(ctx context.Context, i int64) ([]Range, error) {
	for {
		s, mine := r.claim(i)
		if mine {
			s.filled, s.err = r.from.FilledRanges(ctx, Range{i * spanLength, (i + 1) * spanLength})
			if s.err != nil {
				r.drop(s)
			}
			close(s.done)
			return s.filled, s.err
		}
		select {
		case <-s.done:
			if s.err == nil {
				return s.filled, nil
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim returns the span, and whether the caller has to fill it.
func (r *SparseReader) claim(i int64) (_ *span, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.spans {
		if s.index == i {
			return s, false
		}
	}
	s := &span{index: i, done: make(chan struct{})}
	if len(r.spans) == keptSpans {
		r.spans = append(r.spans[:0], r.spans[1:]...)
	}
	r.spans = append(r.spans, s)
	return s, true
}

func (r *SparseReader) drop(failed *span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range r.spans {
		if s == failed {
			r.spans = append(r.spans[:i], r.spans[i+1:]...)
			return
		}
	}
}

// RangeList collects the filled ranges of an object of this size, as a service lists them.
type RangeList struct {
	Size   int64 // of the object, in bytes
	Filled []Range
	end    int64 // of the last one
}

// Add adds the range from start to last, its last byte. It returns false for one that is not made of units of 512 bytes, not
// inside the object, or not after the previous one: with wrong ranges, content would be taken for zeros.
func (l *RangeList) Add(start, last int64) bool {
	if start < l.end || last < start || last >= l.Size || start%rangeUnit != 0 || last%rangeUnit != rangeUnit-1 && last != l.Size-1 {
		return false
	}
	l.end = last + 1
	l.Filled = join(l.Filled, Range{start, last + 1})
	return true
}

// End returns where the last range ends.
func (l *RangeList) End() int64 { return l.end }

// join adds a range after the others, and fills the hole between them when it is small.
func join(ranges []Range, r Range) []Range {
	if n := len(ranges); n > 0 && r.Start-ranges[n-1].End < SmallHole {
		ranges[n-1].End = max(ranges[n-1].End, r.End)
		return ranges
	}
	return append(ranges, r)
}
