package plan

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"azcopy/internal/storage"
)

// inquiry is an entry whose counterpart is being looked up, or the stream's error in place of one.
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
	known   *counterparts
	// remote is whether the destination is a service, which answers all requests or none.
	remote  bool
	slots   chan struct{} // one for each request under way
	looking sync.WaitGroup
	// query is that of the last sweep, and questions is what it is asked; nil when there is none. swept is whether there was
	// one.
	query     storage.Query
	questions chan *inquiry
	swept     bool
	// answered is whether the destination has answered at least once, even if it has nothing.
	answered bool
}

// filtered yields the entries that the filter lets through, in order, and the others with an *ExcludedError. It looks up
// counterparts ahead of the entry that it yields.
func (p *Planner) filtered(parent context.Context, entries iter.Seq2[Entry, error], known *counterparts) iter.Seq2[Entry, error] {
	if !p.Filter.active() {
		return entries
	}
	return func(yield func(Entry, error) bool) {
		ctx, cancel := context.WithCancel(parent)
		remote := p.Dest.Traits(storage.Object{}).Remote
		f := &filtering{planner: p, known: known, remote: remote, slots: make(chan struct{}, p.Filter.Requests)}
		queue := make(chan *inquiry, ahead)
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

// inquire starts to look up the counterpart of each entry.
func (f *filtering) inquire(ctx context.Context, entries iter.Seq2[Entry, error], queue chan<- *inquiry) {
	defer close(queue)
	defer f.endSweep()
	for e, err := range entries {
		q := &inquiry{entry: e, err: err, found: make(chan counterpart, 1)}
		if err == nil {
			f.ask(ctx, q)
		}
		select {
		case queue <- q:
		case <-ctx.Done():
			return
		}
	}
}

// ask starts to look up a counterpart: in the sweep of its listing, where names of one query are answered in the order of
// the entries and those of different queries concurrently, or otherwise alone.
func (f *filtering) ask(ctx context.Context, q *inquiry) {
	query, listed := f.known.query(q.entry.Dest)
	switch {
	case !listed:
		f.slots <- struct{}{} // wait here, so that the first comes first
		f.lookAlone(ctx, q)
	case f.questions != nil && query == f.query:
		f.questions <- q
	default:
		f.endSweep()
		f.startSweep(ctx, query, q)
	}
}

// startSweep starts a sweep with its first question. The very first is answered before any other is asked: it shows whether
// there is a listing at all.
func (f *filtering) startSweep(ctx context.Context, query storage.Query, first *inquiry) {
	s, questions := &sweep{all: f.known, query: query}, make(chan *inquiry, ahead)
	f.query, f.questions = query, questions
	if f.swept {
		questions <- first
	} else {
		f.swept = true
		f.answer(ctx, s, first)
	}
	f.looking.Go(func() {
		defer s.close()
		for q := range questions {
			f.answer(ctx, s, q)
		}
	})
}

// endSweep ends the last sweep, once its questions are answered.
func (f *filtering) endSweep() {
	if f.questions != nil {
		close(f.questions)
		f.questions = nil
	}
}

// answer finds a counterpart in a sweep if that can be certain, and otherwise looks it up alone.
func (f *filtering) answer(ctx context.Context, s *sweep, q *inquiry) {
	f.slots <- struct{}{}
	c, sure := s.find(ctx, q.entry.Dest)
	if !sure {
		f.lookAlone(ctx, q)
		return
	}
	<-f.slots
	q.found <- c
}

// lookAlone looks up one name, in the slot that was taken for it.
func (f *filtering) lookAlone(ctx context.Context, q *inquiry) {
	f.looking.Go(func() {
		defer func() { <-f.slots }()
		q.found <- f.look(ctx, q.entry)
	})
}

// look looks up the name of one entry. The counterpart of a blob that stands for a folder may be a folder.
func (f *filtering) look(ctx context.Context, e Entry) counterpart {
	if err := ctx.Err(); err != nil {
		return counterpart{err: err}
	}
	stat := f.planner.Dest.Stat
	if e.Object.IsFolder() {
		stat = f.planner.Dest.StatFolder
	}
	object, err := stat(ctx, e.Dest)
	return counterpart{object, err}
}

// settle waits for the counterpart and decides. A counterpart that is the copy of another object says nothing about the
// entry: such an entry fails, so that it is not silently left out.
func (f *filtering) settle(ctx context.Context, q *inquiry) (Entry, error) {
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
