package transfer

import (
	"cmp"
	"context"
	"errors"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// Resumed is a Mover for a run that resumes an earlier one. Before it moves an entry that the earlier run left, it checks the
// source: an object that is gone is left out, and one that has changed is moved from the start.
type Resumed struct {
	engine.Mover[plan.Entry]
	Dest    storage.Destination
	Planner interface {
		// Refresh returns the entry as it must be moved now, and whether it has changed.
		Refresh(ctx context.Context, e plan.Entry) (now plan.Entry, changed bool, err error)
	}
	Journal interface {
		// Replace replaces the stored entry with the same ID, and forgets its steps, except the kept ones.
		Replace(e plan.Entry, kept ...int) error
	}
	// Recheck is whether any object may be at the destination already.
	Recheck  bool
	Warnings interface {
		// SourceGone reports that an object is left out, since its source does not exist any more.
		SourceGone(name string) error
		// SourceChanged reports that an object is copied from the start, since its source has changed.
		SourceChanged(name string) error
	}
}

// Move moves the entry as it is now.
func (m Resumed) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	switch {
	case e.Left:
		var err error
		if e, err = m.refresh(e, lane); err != nil {
			return err
		}
	case m.Recheck:
		e.Attempted = true
	}
	return m.Mover.Move(ctx, e, lane)
}

// refresh returns the entry as it must be moved now. It returns engine.ErrSkipped when the source is gone.
func (m Resumed) refresh(e plan.Entry, lane *engine.Lane) (plan.Entry, error) {
	now, changed := e, false
	err := lane.Do(func(ctx context.Context) (err error) {
		now, changed, err = m.Planner.Refresh(ctx, e)
		if storage.KindOf(err) == storage.NotFound {
			gone := e.Object
			gone.Name, gone.Snapshot = e.Dest, ""
			err = cmp.Or(discard(ctx, m.Dest, gone, lane), engine.ErrSkipped)
		}
		return err
	})
	if errors.Is(err, engine.ErrSkipped) {
		return e, errors.Join(err, m.Warnings.SourceGone(e.Object.Name))
	}
	if err != nil || !changed {
		return now, err
	}
	return now, errors.Join(m.Warnings.SourceChanged(e.Object.Name), m.Journal.Replace(now, mayWrite))
}
