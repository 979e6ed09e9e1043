package job

import (
	"iter"
	"sync"

	"azcopy/internal/plan"
)

// item is what a planner yields.
type item struct {
	entry plan.Entry
	err   error
}

// pileSize is the most entries that are stored in one commit: enough to make the cost of each small.
const pileSize = 512

// pile collects what the planner yields while the last batch is stored, up to pileSize. It is taken all at once, so that the
// two sides wake each other once per batch and not once per entry.
type pile struct {
	mu      sync.Mutex
	changed sync.Cond
	items   []item
	ended   bool // the planner has ended
	stopped bool // the consumer wants no more
}

func newPile() *pile {
	p := &pile{}
	p.changed.L = &p.mu
	return p
}

// fill adds what a planner yields until it ends or the pile is stopped.
func (p *pile) fill(planned iter.Seq2[plan.Entry, error]) {
	defer p.end()
	for e, err := range planned {
		if !p.add(item{e, err}) {
			return
		}
	}
}

// add waits for room and adds an item. It returns false when the pile is stopped.
func (p *pile) add(it item) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.items) == pileSize && !p.stopped {
		p.changed.Wait()
	}
	if p.stopped {
		return false
	}
	p.items = append(p.items, it)
	if len(p.items) == 1 {
		p.changed.Broadcast()
	}
	return true
}

func (p *pile) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.changed.Broadcast()
}

// take waits for an item, and returns all there are and whether the planner has ended.
func (p *pile) take() (items []item, end bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.items) == 0 && !p.ended {
		p.changed.Wait()
	}
	items, p.items = p.items, nil
	p.changed.Broadcast()
	return items, p.ended
}

// stop ends fill, and returns once the planner is not called any more.
func (p *pile) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.changed.Broadcast()
	for !p.ended {
		p.changed.Wait()
	}
}
