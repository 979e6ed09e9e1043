package azure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// object is sparse, and filled with ones.
type object struct {
	filled []Range
	// ask, unless nil, is called for each question, counted from 1, and returns the answer's error.
	ask   func(ctx context.Context, n int) error
	asked int
	read  []Range
}

func (o *object) FilledRanges(ctx context.Context, part Range) ([]Range, error) {
	o.asked++
	if o.ask != nil {
		if err := o.ask(ctx, o.asked); err != nil {
			return nil, err
		}
	}
	var within []Range
	for _, f := range o.filled {
		if f = f.Within(part); f.Start < f.End {
			within = append(within, f)
		}
	}
	return within, nil
}

func (o *object) ReadRange(_ context.Context, p []byte, off int64) error {
	o.read = append(o.read, Range{off, off + int64(len(p))})
	for i := range p {
		p[i] = 0
		if slices.ContainsFunc(o.filled, func(f Range) bool { return f.Start <= off+int64(i) && off+int64(i) < f.End }) {
			p[i] = 1
		}
	}
	return nil
}

// Holes are not asked for, except small ones, and are read as zeros.
func TestSparseReaderLeavesOutHoles(t *testing.T) {
	const kib = 1 << 10
	filled := []Range{{0, 512}, {SmallHole, 9 * kib}, {100 * kib, 101 * kib}, {spanLength - 512, spanLength + 512}}
	for _, tt := range []struct {
		part Range
		read []Range
	}{
		{Range{0, 128 * kib}, []Range{{0, 9 * kib}, {100 * kib, 101 * kib}}},
		{Range{10 * kib, 100 * kib}, nil},
		{Range{100*kib + 10, 100*kib + 20}, []Range{{100*kib + 10, 100*kib + 20}}},
		{Range{spanLength - kib, spanLength + kib}, []Range{{spanLength - 512, spanLength + 512}}}, // of two spans
	} {
		o := &object{filled: filled}
		got, want := bytes.Repeat([]byte{0xEE}, int(tt.part.End-tt.part.Start)), make([]byte, tt.part.End-tt.part.Start)
		if err := o.ReadRange(t.Context(), want, tt.part.Start); err != nil {
			t.Fatal(err)
		}
		o.read = nil
		if err := NewSparseReader(o).ReadRange(t.Context(), got, tt.part.Start); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: read other bytes, %v", tt.part, err)
		}
		if !slices.Equal(o.read, tt.read) {
			t.Errorf("%v: asked for %v, want %v", tt.part, o.read, tt.read)
		}
	}
}

func TestSparseReaderForgetsOldRanges(t *testing.T) {
	o := &object{}
	r := NewSparseReader(o)
	for i := range int64(100) {
		at := Range{i * spanLength, i*spanLength + 1}
		o.filled = []Range{at}
		if got, err := r.filled(t.Context(), at); err != nil || !slices.Equal(got, []Range{at}) {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if len(r.spans) != keptSpans || o.asked != 100 {
		t.Errorf("%d spans kept of %d", len(r.spans), o.asked)
	}
}

// When the context of a reader ends while it asks, one of the readers that wait for its answer asks instead.
func TestTheNextReaderAsksAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	r := NewSparseReader(&object{filled: []Range{{0, 1}}, ask: func(ctx context.Context, n int) error {
		if n > 1 {
			return nil
		}
		close(asked)
		<-ctx.Done()
		return ctx.Err()
	}})
	first := make(chan error)
	go func() {
		_, err := r.filled(ctx, Range{0, 1})
		first <- err
	}()
	<-asked
	second := make(chan error)
	go func() {
		got, err := r.filled(t.Context(), Range{0, 1})
		if len(got) != 1 {
			err = errors.Join(err, fmt.Errorf("got %v", got))
		}
		second <- err
	}()
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the first: %v", err)
	}
	if err := <-second; err != nil {
		t.Errorf("the second: %v", err)
	}
}

// The last unit of a file may be shorter; that of a page blob may not.
func TestRangeListAdd(t *testing.T) {
	for _, tt := range []struct {
		size   int64
		ranges [][2]int64 // first and last byte
		ok     bool
	}{
		{1024, [][2]int64{{0, 511}, {512, 1023}}, true},
		{1000, [][2]int64{{0, 511}, {512, 999}}, true},
		{1000, [][2]int64{{512, 1023}}, false},
		{1024, [][2]int64{{0, 255}}, false},
		{1024, [][2]int64{{256, 511}}, false},
		{1024, [][2]int64{{512, 1023}, {0, 511}}, false},
		{1024, [][2]int64{{-512, 511}}, false},
		{1024, [][2]int64{{512, 511}}, false},
	} {
		list, ok := RangeList{Size: tt.size}, true
		for _, r := range tt.ranges {
			ok = ok && list.Add(r[0], r[1])
		}
		if ok != tt.ok {
			t.Errorf("%v of %d bytes: %v", tt.ranges, tt.size, ok)
		}
	}
}

func FuzzRangeList(f *testing.F) {
	f.Add(int64(0), int64(511), int64(1024), int64(2047))
	f.Add(int64(512), int64(1023), int64(0), int64(511))
	f.Add(int64(-512), int64(9223372036854775807), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, a, b, c, d int64) {
		list := RangeList{Size: 1 << 20}
		_ = list.Add(a, b) && list.Add(c, d)
		last := int64(0)
		for _, r := range list.Filled {
			if r.Start < last || r.End <= r.Start || r.End > list.Size {
				t.Errorf("%v", list.Filled)
			}
			last = r.End
		}
	})
}
