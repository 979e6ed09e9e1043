package job

import (
	"cmp"
	"context"
	"errors"
	"iter"

	"azcopy/internal/boot"
	"azcopy/internal/engine"
	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/transfer"
)

// recheck has a run that writes files begin its listing anew when the machine has been started again since: whatever had
// been written, a file system may have lost, and the journal no longer knows the files that were finished. What is whole
// is found to be so, and not written again. What is at a service is not touched by that.
func recheck(j *journal.Journal, dest storage.Destination, warn func(text string) error) error {
	if !j.Resumes() || dest.Traits(storage.Object{}).Durable || boot.Same(j.Header().Boot, boot.ID()) {
		return nil
	}
	h := j.Header()
	h.Boot, h.Recheck, h.Ended, h.Again = boot.ID(), true, false, false
	return errors.Join(j.Begin(h), warn("The machine has been started anew since the last run: all that run has written is checked."))
}

// resumption plans a run that is journaled: first what an earlier run has left, then what it had not listed yet.
type resumption struct {
	journal *journal.Journal
	planner *plan.Planner
	warn    func(text string) error
	// recheck is whether any object may be at the destination already.
	recheck bool
	// again is whether the listing begins again, and brings what failed before it was planned as well.
	again bool
}

// newResumption resumes the run of a journal. One that came to its end begins its listing again, since it was complete: what
// failed is tried, and what is new is copied. One that overwrites without a question replaces what was to stay, too.
func newResumption(j *journal.Journal, p *plan.Planner, overwrites bool, warn func(text string) error) (*resumption, error) {
	again := j.Resumes() && j.Header().Ended
	if again {
		if err := j.ListAgain(); err != nil {
			return nil, err
		}
	}
	if overwrites {
		if err := j.ForgetStays(); err != nil {
			return nil, err
		}
	}
	at := j.Cursor()
	p.After, p.AfterSnapshot, p.LastID = at.Name, at.Snapshot, at.ID
	return &resumption{journal: j, planner: p, warn: warn, recheck: j.Header().Recheck, again: again}, nil
}

// entries yields the entries of the run.
func (r *resumption) entries(ctx context.Context) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		if !r.left(ctx, yield) || r.journal.Cursor().End {
			return
		}
		for e, err := range r.journal.Planned(ctx, r.journal.Unsettled(r.planner.Entries(ctx))) {
			if !yield(e, err) {
				return
			}
		}
	}
}

// left yields what an earlier run has left, and returns whether more is wanted.
func (r *resumption) left(ctx context.Context, yield func(plan.Entry, error) bool) bool {
	if !r.journal.Resumes() {
		return true
	}
	if err := r.planner.Probe(ctx); err != nil {
		return yield(plan.Entry{}, err)
	}
	if r.journal.Cursor().End {
		if err := r.warn("The last run was interrupted when it had listed the whole source. Only what it left is copied now, and nothing that was added to the source since."); err != nil {
			return yield(plan.Entry{}, err)
		}
	}
	for e, err := range r.journal.Unfinished() {
		if err == nil && e.Unplanned {
			if r.again {
				err = r.journal.Finish(e.ID)
				if err == nil {
					continue
				}
				return yield(plan.Entry{}, err)
			}
			if !r.replan(ctx, e, yield) {
				return false
			}
			continue
		}
		if !yield(e, err) {
			return false
		}
	}
	return true
}

// replan yields what has become of an object that could not be planned.
func (r *resumption) replan(ctx context.Context, failed plan.Entry, yield func(plan.Entry, error) bool) bool {
	found := false
	for e, err := range r.journal.Replanned(ctx, failed, r.planner.Replan(ctx, failed.Object)) {
		found = true
		e.Attempted = true // the run that planned it the last time may have got further
		if !yield(e, err) {
			return false
		}
	}
	if found {
		return true
	}
	err := r.warn("The source " + failed.Object.Name + ", which failed in the last run, does not exist any more; it is left out.")
	return err == nil || yield(plan.Entry{}, err)
}

// refreshing is a Mover of entries that an earlier run has left: before they are moved it looks whether their source is
// still what it was.
type refreshing struct {
	engine.Mover[plan.Entry]
	*resumption
	dest storage.Destination
}

func (m refreshing) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	switch {
	case e.Left:
		var err error
		if e, err = m.refresh(e, lane); err != nil {
			return err
		}
	case m.recheck:
		e.Attempted = true
	}
	return m.Mover.Move(ctx, e, lane)
}

// refresh returns the entry as it is to be moved now. It returns engine.ErrSkipped for one whose source is gone.
func (m refreshing) refresh(e plan.Entry, lane *engine.Lane) (plan.Entry, error) {
	now, changed := e, false
	err := lane.Do(func(ctx context.Context) (err error) {
		now, changed, err = m.planner.Refresh(ctx, e)
		if storage.KindOf(err) == storage.NotFound {
			err = cmp.Or(m.discard(ctx, e, lane), engine.ErrSkipped)
		}
		return err
	})
	if errors.Is(err, engine.ErrSkipped) {
		return e, errors.Join(err, m.warn("The source "+e.Object.Name+" does not exist any more; it is left out."))
	}
	if err != nil || !changed {
		return now, err
	}
	return now, errors.Join(
		m.warn("The source "+e.Object.Name+" has changed since the last run; it is copied from the start."),
		m.journal.Replace(now, transfer.MayWrite))
}

// discard gives up what was begun of an entry.
func (m refreshing) discard(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	token, _ := lane.Saved(transfer.Token)
	if len(token) == 0 {
		return nil
	}
	obj := e.Object
	obj.Name, obj.Snapshot = e.Dest, ""
	return m.dest.Discard(ctx, obj, token)
}
