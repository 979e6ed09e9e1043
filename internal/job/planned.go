package job

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
)

// planned yields what a planner yields, once it is stored. It takes entries from the planner as they come, and stores those
// that came during the last commit in the next one. It also stores entries with an error, unless that is a
// *plan.ExcludedError or errStays.
func (j *ledger) planned(ctx context.Context, stream iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	return j.pass(ctx, stream, plan.Entry{})
}

// replanned is planned for an object that an earlier run could not plan. The failed entry is removed in the commit that
// stores the entries replacing it: for an object the first one, for a folder the last.
func (j *ledger) replanned(ctx context.Context, failed plan.Entry, stream iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	return j.pass(ctx, stream, failed)
}

// pass does the work of planned, whose failed entry has no ID, and of replanned.
func (j *ledger) pass(ctx context.Context, stream iter.Seq2[plan.Entry, error], failed plan.Entry) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		source := newPile()
		go source.fill(stream)
		defer source.stop() // the planner must not be called once the stream has ended
		for {
			items, end := source.take()
			if err := ctx.Err(); end && err != nil { // it may have been cut off
				items, end = append(items, item{err: err}), false
			}
			if err := j.planItems(items, end, failed); err != nil {
				yield(plan.Entry{}, err)
				return
			}
			for _, it := range items {
				if !yield(it.entry, it.err) || it.entry.ID == 0 { // an error without an entry ends the stream
					return
				}
			}
			if end || ctx.Err() != nil {
				return
			}
		}
	}
}

// planItems stores the entries among the items, and the cursor after them, in one commit.
func (j *ledger) planItems(items []item, end bool, failed plan.Entry) error {
	at, err := j.cursor()
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(items, func(it item) bool { return it.entry.ID == 0 }); i >= 0 {
		items, end = items[:i], false // with an error
	}
	entries := make([]journal.Entry, 0, len(items))
	for _, it := range items {
		if at.moveAfter(it.entry, failed.ID == 0); isKept(it.err) {
			entries = append(entries, journal.Entry{Key: it.entry.ID, Text: encode(it.entry)})
		}
	}
	isFolder := strings.HasSuffix(failed.Object.Name, "/")
	switch {
	case failed.ID == 0:
		at.End = end
	case end, len(items) > 0 && !isFolder:
		return j.Plan(entries, wholeListing, at.encode(), failed.ID)
	}
	return j.Plan(entries, wholeListing, at.encode())
}

// isKept reports whether an entry is stored that the planner yields with this error, which may be nil.
func isKept(err error) bool {
	_, excluded := errors.AsType[*plan.ExcludedError](err)
	return !excluded && !errors.Is(err, errStays)
}
