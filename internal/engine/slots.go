package engine

import (
	"container/heap"
	"context"
	"sync"
)

// slots admits operations within a number of operations and of buffer bytes. Both are taken in one step, so that two
// entries can't each hold what the other waits for. The oldest entry is served first and none is passed over: one
// that waits for many bytes gets them as the operations before it end.
type slots struct {
	mu      sync.Mutex
	free    int
	memory  int64 // bytes still free
	limit   int64
	waiting waiters
	arrived uint64
}

type waiter struct {
	entry, arrival uint64
	bytes          int64
	admitted       chan struct{}
	index          int // in the heap; -1 once admitted
}

func newSlots(operations int, memory int64) *slots {
	return &slots{free: operations, memory: memory, limit: memory}
}

// acquire waits for a slot and n bytes. A request above the limit counts as the limit, so that it is admitted alone.
func (s *slots) acquire(ctx context.Context, entry uint64, n int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	s.arrived++
	w := &waiter{entry: entry, arrival: s.arrived, bytes: min(n, s.limit), admitted: make(chan struct{})}
	heap.Push(&s.waiting, w)
	s.admit()
	s.mu.Unlock()
	select {
	case <-w.admitted:
		return nil
	case <-ctx.Done():
		s.abandon(w)
		return ctx.Err()
	}
}

// abandon takes a cancelled waiter out of the line, or gives back what it has been admitted to.
func (s *slots) abandon(w *waiter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.index >= 0 {
		heap.Remove(&s.waiting, w.index)
	} else {
		s.free++
		s.memory += w.bytes
	}
	s.admit()
}

// release gives back a slot and the n bytes that it was acquired with.
func (s *slots) release(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free++
	s.memory += min(n, s.limit)
	s.admit()
}

// admit admits waiters from the head of the line while there is room.
func (s *slots) admit() {
	for len(s.waiting) > 0 && s.free > 0 && s.waiting[0].bytes <= s.memory {
		w := heap.Pop(&s.waiting).(*waiter)
		s.free--
		s.memory -= w.bytes
		close(w.admitted)
	}
}

// waiters is a heap with the oldest entry's first operation at its head.
type waiters []*waiter

func (h waiters) Len() int { return len(h) }

func (h waiters) Less(i, j int) bool {
	if h[i].entry != h[j].entry {
		return h[i].entry < h[j].entry
	}
	return h[i].arrival < h[j].arrival
}

func (h waiters) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *waiters) Push(x any) {
	w := x.(*waiter)
	w.index = len(*h)
	*h = append(*h, w)
}

func (h *waiters) Pop() any {
	last := len(*h) - 1
	w := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	w.index = -1
	return w
}
