package plan

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"azcopy/internal/storage"
)

// inquiry is an entry, or the stream's error in place of one, whose counterpart is being found.
type inquiry struct {
	entry Entry
	err   error
	found chan counterpart // holds one
}

// ahead is how many entries may wait for their counterparts: enough that the listings of many small folders overlap.
const ahead = 1024

// filtering is one pass of the filter over the entries.
type filtering struct {
	planner *Planner
	dest    storage.Destination
	known   *counterparts
	// remote is whether one credential and one host decide whether the destination can be asked.
	remote  bool
	slots   chan struct{} // one for each request under way
	looking sync.WaitGroup
	// answered is whether the destination has said what it has, or that it has nothing, at least once.
	answered bool
}

// filtered yields the entries that the filter lets through, in their order, and the others with an *ExcludedError. Counterparts are found ahead of the entry that is yielded.
func (p *Planner) filtered(parent context.Context, entries iter.Seq2[Entry, error], known *counterparts) iter.Seq2[Entry, error] {
	if !p.Filter.active() {
		return entries
	}
	return func(yield func(Entry, error) bool) {
		ctx, cancel := context.WithCancel(parent)
		remote := p.Dest.Traits(storage.Object{}).Remote
		f := &filtering{planner: p, dest: p.Dest, known: known, remote: remote, slots: make(chan struct{}, p.Filter.Requests)}
		queue := make(chan inquiry, ahead)
		go f.inquire(ctx, entries, queue)
		defer func() {
			cancel()
			for range queue { // until inquire has ended
			}
			f.looking.Wait()
		}()
		for q := range queue {
			e, err := f.settle(parent, q)
			if parent.Err() != nil {
				break
			}
			if !yield(e, err) {
				return
			}
		}
		if err := parent.Err(); err != nil {
			yield(Entry{}, err)
		}
	}
}

// inquire begins to find the counterpart of each entry.
func (f *filtering) inquire(ctx context.Context, entries iter.Seq2[Entry, error], queue chan<- inquiry) {
	defer close(queue)
	defer f.known.leave()
	for e, err := range entries {
		q := inquiry{entry: e, err: err, found: make(chan counterpart, 1)}
		if err == nil {
			f.begin(ctx, e, q.found)
		}
		select {
		case queue <- q:
		case <-ctx.Done():
			return
		}
	}
}

// begin begins to find a counterpart. A name that must be looked for alone waits here for its slot, so that the first
// comes first.
func (f *filtering) begin(ctx context.Context, e Entry, found chan<- counterpart) {
	if p := f.known.place(e.Dest); p != nil {
		f.looking.Go(func() { found <- f.find(ctx, e, p) })
		return
	}
	f.slots <- struct{}{}
	f.looking.Go(func() {
		defer func() { <-f.slots }()
		found <- f.look(ctx, e)
	})
}

// find finds a counterpart in the destination's listing where that can tell, and else looks for it.
func (f *filtering) find(ctx context.Context, e Entry, p *place) counterpart {
	<-p.before
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	if c, sure := p.find(ctx, e.Dest); sure {
		return c
	}
	return f.look(ctx, e)
}

// look looks for the name of one entry. The counterpart of a blob that stands for a folder may be one.
func (f *filtering) look(ctx context.Context, e Entry) counterpart {
	if err := ctx.Err(); err != nil {
		return counterpart{err: err}
	}
	stat := f.dest.Stat
	if e.Object.IsFolder() {
		stat = f.dest.StatFolder
	}
	object, err := stat(ctx, e.Dest)
	return counterpart{object, err}
}

// settle waits for the counterpart and decides. What stands at the destination says nothing of an entry when it is the
// copy of another object: such an entry fails, so that it is not left out for good, unsaid.
func (f *filtering) settle(ctx context.Context, q inquiry) (Entry, error) {
	if q.err != nil {
		return q.entry, q.err
	}
	c := <-q.found
	kind := storage.KindOf(c.err)
	if c.err == nil || kind == storage.NotFound {
		f.answered = true
	}
	switch {
	case kind == storage.NotFound:
		return q.entry, nil
	case c.err != nil && !f.answered && f.remote && kind.ConcernsAll():
		return Entry{}, &DestError{c.err}
	case c.err != nil:
		return q.entry.unplanned(fmt.Errorf("look for the destination: %w", c.err))
	}
	reason := f.planner.Filter.excludes(q.entry.Object, c.object)
	if reason == "" {
		return q.entry, nil
	}
	if f.planner.Ambiguous(q.entry) {
		if err := f.planner.Distinct(ctx, q.entry); err != nil {
			return q.entry.unplanned(err)
		}
	}
	return q.entry.unplanned(&ExcludedError{reason})
}
