package engine

import (
	"math/bits"
	"sync"
)

// buffers keeps returned buffers for the next operation of a similar size, so that the collector sees few of them. Lent
// buffers, which the slots bound, and kept ones together never exceed the limit.
type buffers struct {
	mu    sync.Mutex
	kept  map[int64][][]byte // by capacity
	bytes int64              // lent and kept
	limit int64
}

func newBuffers(limit int64) *buffers {
	return &buffers{kept: map[int64][][]byte{}, limit: limit}
}

// smallest and step bound what rounding wastes: buffers of chunks share few capacities, those of small files are powers of
// two.
const (
	smallest = 4 << 10
	step     = 1 << 20
)

// capacity returns the bytes that a buffer of n bytes takes.
func capacity(n int64) int64 {
	switch {
	case n == 0:
		return 0
	case n <= smallest:
		return smallest
	case n <= step:
		return 1 << bits.Len64(uint64(n-1))
	}
	return (n + step - 1) / step * step
}

func (b *buffers) get(n int64) []byte {
	if n == 0 {
		return nil
	}
	c := capacity(n)
	b.mu.Lock()
	defer b.mu.Unlock()
	if buf := b.take(c); buf != nil {
		return buf[:n]
	}
	b.bytes += c
	for other := range b.kept {
		for b.bytes > b.limit && b.take(other) != nil {
			b.bytes -= other
		}
	}
	return make([]byte, n, c)
}

// take returns a kept buffer of this capacity, or nil when there is none.
func (b *buffers) take(c int64) []byte {
	list := b.kept[c]
	if len(list) == 0 {
		return nil
	}
	last := len(list) - 1
	buf := list[last]
	list[last] = nil
	b.kept[c] = list[:last]
	return buf
}

func (b *buffers) put(buf []byte) {
	c := int64(cap(buf))
	if c == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bytes > b.limit {
		b.bytes -= c
		return
	}
	b.kept[c] = append(b.kept[c], buf)
}
