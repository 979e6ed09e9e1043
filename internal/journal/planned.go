package journal

import (
	"context"
	"errors"
	"iter"
	"strings"

	"azcopy/internal/plan"
)

// Planned passes on what a planner yields, once it is stored. Entries are taken from the planner as they come, so that
// what has gathered while the last ones were stored is stored next, all at once. An entry with an error is kept as one that
// failed, unless that is a *plan.ExcludedError or ErrStays.
func (j *Journal) Planned(ctx context.Context, planned iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	return j.pass(ctx, planned, j.advance)
}

// Replanned is Planned for what has become of an object that could not be planned by an earlier run. That one is forgotten
// with what takes its place: one object at once, and a folder at its end.
func (j *Journal) Replanned(ctx context.Context, failed plan.Entry, planned iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	isFolder := strings.HasSuffix(failed.Object.Name, "/")
	return j.pass(ctx, planned, func(at *Cursor, e plan.Entry, end bool) {
		at.ID = max(at.ID, e.ID)
		if end || !isFolder {
			_ = j.Finish(failed.ID) // the commit tells of an error
		}
	})
}

// advance moves the cursor behind an entry, or to the end.
func (j *Journal) advance(at *Cursor, e plan.Entry, end bool) {
	if at.End = end; !end {
		at.Name, at.Snapshot, at.ID = e.Object.Name, e.Object.Snapshot, max(at.ID, e.ID)
	}
}

// pass does the work of both. By move it has the cursor follow each entry and the end of the stream.
func (j *Journal) pass(ctx context.Context, planned iter.Seq2[plan.Entry, error], move func(at *Cursor, e plan.Entry, end bool)) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		source := newPile()
		go source.fill(planned)
		defer source.stop() // the planner is not to be called once the stream has ended
		for {
			items, end := source.take()
			if err := ctx.Err(); end && err != nil { // it may have been cut off
				items, end = append(items, item{err: err}), false
			}
			if err := j.planItems(items, end, move); err != nil {
				yield(plan.Entry{}, err)
				return
			}
			for _, it := range items {
				if !yield(it.entry, it.err) {
					return
				}
			}
			if end || ctx.Err() != nil {
				return
			}
		}
	}
}

// planItems stores the entries among the items, and those that failed before they became entries.
func (j *Journal) planItems(items []item, end bool, move func(at *Cursor, e plan.Entry, end bool)) error {
	at := j.Cursor()
	var entries []plan.Entry
	var failed []plan.Entry
	for _, it := range items {
		e := it.entry
		if e.ID == 0 {
			return j.planAll(entries, failed, at)
		}
		move(&at, e, false)
		_, excluded := errors.AsType[*plan.ExcludedError](it.err)
		switch {
		case excluded, errors.Is(it.err, ErrStays):
		case it.err != nil:
			failed = append(failed, e)
		default:
			entries = append(entries, e)
		}
	}
	if end {
		move(&at, plan.Entry{}, true)
	}
	return j.planAll(entries, failed, at)
}

// planAll stores all in one commit.
func (j *Journal) planAll(entries, failed []plan.Entry, at Cursor) error {
	for _, e := range failed {
		if err := j.Fail(e); err != nil {
			return err
		}
	}
	return j.Plan(entries, at)
}
