package engine

import (
	"math/bits"
	"sync"
)

// buffers keeps returned buffers for the next operation of a like size, so that the collector sees few of them. What
// it keeps never exceeds the limit, beside what is lent, which the slots bound.
type buffers struct {
	mu    sync.Mutex
	kept  map[int][][]byte // by capacity
	bytes int64
	limit int64
}

func newBuffers(limit int64) *buffers {
	return &buffers{kept: map[int][][]byte{}, limit: limit}
}

// smallest and step bound what rounding wastes: buffers of chunks share few capacities, those of small files powers
// of two.
const (
	smallest = 4 << 10
	step     = 1 << 20
)

func capacity(n int64) int {
	switch {
	case n <= smallest:
		return smallest
	case n <= step:
		return 1 << bits.Len64(uint64(n-1))
	}
	return int((n + step - 1) / step * step)
}

func (b *buffers) get(n int64) []byte {
	if n == 0 {
		return nil
	}
	c := capacity(n)
	b.mu.Lock()
	defer b.mu.Unlock()
	if list := b.kept[c]; len(list) > 0 {
		last := len(list) - 1
		buf := list[last]
		list[last] = nil
		b.kept[c] = list[:last]
		b.bytes -= int64(c)
		return buf[:n]
	}
	return make([]byte, n, c)
}

func (b *buffers) put(buf []byte) {
	c := cap(buf)
	b.mu.Lock()
	defer b.mu.Unlock()
	if c == 0 || b.bytes+int64(c) > b.limit {
		return
	}
	b.kept[c] = append(b.kept[c], buf)
	b.bytes += int64(c)
}
