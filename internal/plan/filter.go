package plan

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"azcopy/internal/storage"
)

// Filter leaves out objects by when they and their counterparts at the destination were last modified (/XO, /XN).
type Filter struct {
	ExcludeOlder, ExcludeNewer bool
	// Lookups is how many counterparts may be looked up one by one at once, at least 1.
	Lookups int
}

// DestError is the failure to find out what the destination has, before it has answered even once.
type DestError struct{ Err error }

func (e *DestError) Error() string {
	text := "/XO and /XN have to look at the destination: " + e.Err.Error()
	if storage.KindOf(e.Err) == storage.Denied {
		text += " They need its key, or a SAS that may read or list."
	}
	return text
}

// Unwrap returns the cause.
func (e *DestError) Unwrap() error { return e.Err }

// active reports whether the filter leaves out anything.
func (f Filter) active() bool { return f.ExcludeOlder || f.ExcludeNewer }

// excludes returns why an object whose counterpart exists is left out, or "".
//
// Times are compared in whole seconds: a service keeps no more, and one of the two ends is always a service. What was
// modified in the same second counts as the same, which both options leave out. So does what has no known time: nothing
// is overwritten on a guess.
func (f Filter) excludes(source, dest storage.Object) string {
	age := source.ModTime.Unix() - dest.ModTime.Unix()
	switch {
	case f.ExcludeOlder && f.ExcludeNewer:
		return "the target exists"
	case source.ModTime.IsZero() || dest.ModTime.IsZero():
		return "it is not known whether it or the target was last modified later"
	case f.ExcludeOlder && age <= 0:
		return "the target was last modified at the same time or later"
	case f.ExcludeNewer && age >= 0:
		return "the target was last modified at the same time or earlier"
	}
	return ""
}

// counterpart is what the destination has of a name; the error is of kind NotFound when it has nothing.
type counterpart struct {
	object storage.Object
	err    error
}

// inquiry is an entry, or the stream's error in place of one, whose counterpart is being found.
type inquiry struct {
	entry Entry
	err   error
	found chan counterpart // holds one
}

// filtering is one pass of the filter over the entries.
type filtering struct {
	filter  Filter
	dest    storage.Destination
	known   counterparts
	lookups sync.WaitGroup
	// answered is whether the destination has said what it has, or that it has nothing, at least once.
	answered bool
}

// filtered yields the entries that the filter lets through, in their order, and an *EntryError with an *ExcludedError
// for each other one. Counterparts are found ahead of the one that is yielded, as many at once as the filter allows.
func (p *Planner) filtered(parent context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		ctx, cancel := context.WithCancel(parent)
		f := &filtering{filter: p.Filter, dest: p.Dest, known: p.counterparts()}
		queue := make(chan inquiry, max(0, p.Filter.Lookups-2)) // with one at each of its ends
		go f.inquire(ctx, p.mapped(ctx), queue)
		defer func() {
			cancel()
			for range queue { // until inquire has ended
			}
			f.lookups.Wait()
		}()
		for q := range queue {
			if !yield(f.settle(q)) {
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
	defer f.known.close()
	for e, err := range entries {
		q := inquiry{entry: e, err: err, found: make(chan counterpart, 1)}
		if err == nil {
			f.find(ctx, e.Dest, q.found)
		}
		select {
		case queue <- q:
		case <-ctx.Done():
			return
		}
	}
}

// find finds a counterpart in the destination's listing where that can tell, and else looks for it.
func (f *filtering) find(ctx context.Context, name string, found chan<- counterpart) {
	if c, sure := f.known.find(ctx, name); sure {
		found <- c
		return
	}
	f.lookups.Go(func() {
		object, err := f.dest.Stat(ctx, name)
		found <- counterpart{object, err}
	})
}

// settle waits for the counterpart and decides.
func (f *filtering) settle(q inquiry) (Entry, error) {
	if q.err != nil {
		return Entry{}, q.err
	}
	c := <-q.found
	kind := storage.KindOf(c.err)
	if c.err == nil || kind == storage.NotFound {
		f.answered = true
	}
	switch {
	case kind == storage.NotFound:
		return q.entry, nil
	case c.err != nil && !f.answered && f.known.lists && concernsAll(kind):
		return Entry{}, &DestError{c.err}
	case c.err != nil:
		return Entry{}, &EntryError{Object: q.entry.Object, Dest: q.entry.Dest, Err: fmt.Errorf("look for the destination: %w", c.err)}
	}
	if reason := f.filter.excludes(q.entry.Object, c.object); reason != "" {
		return Entry{}, &EntryError{Object: q.entry.Object, Dest: q.entry.Dest, Err: &ExcludedError{reason}}
	}
	return q.entry, nil
}

// concernsAll reports whether an error of this kind would befall every other object as well.
func concernsAll(kind storage.Kind) bool {
	switch kind {
	case storage.Denied, storage.BadCredential, storage.ClockSkew, storage.HostNotFound, storage.Unreachable:
		return true
	}
	return false
}
