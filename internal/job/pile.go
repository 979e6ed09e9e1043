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

// pileSize is how many entries are stored in one commit at the most: enough that its cost is little for each.
const pileSize = 512

// pile is what the planner has yielded while the last batch was stored, up to pileSize. It is taken all at once, so that the
// two sides wake each other once for a batch and not for each entry.
type pile struct {
	mu      sync.Mutex
	changed sync.Cond
	items   []item
	ended   bool // nothing more comes
	stopped bool // nothing more is wanted
}

func newPile() *pile {
	p := &pile{}
	p.changed.L = &p.mu
	return p
}

// fill adds what a planner yields, as long as it is wanted.
func (p *pile) fill(planned iter.Seq2[plan.Entry, error]) {
	defer p.end()
	for e, err := range planned {
		if !p.add(item{e, err}) {
			return
		}
	}
}

// add waits for room, and returns whether more is wanted.
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

// take waits for one item and returns what there is. It reports whether that was the end.
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

// stop has nothing more added, and returns once the planner is not called any more.
func (p *pile) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.changed.Broadcast()
	for !p.ended {
		p.changed.Wait()
	}
}
