package job

import (
	"context"
	"errors"
	"iter"

	"azcopy/internal/boot"
	"azcopy/internal/engine"
	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// distrust has a run that writes files begin those anew that were half written when the machine last went down: a file
// system may have lost what the journal counts as done. What is at a service is not touched by that.
func distrust(j *journal.Journal, dest storage.Location) error {
	if dest.Service != storage.Local || !j.Resumes() || boot.Same(j.Header().Boot, boot.ID()) {
		return nil
	}
	return j.Distrust(boot.ID())
}

// resumption plans a run that is journaled: first what an earlier run has left, then what it had not listed yet.
type resumption struct {
	journal *journal.Journal
	planner *plan.Planner
	warn    func(text string) error
}

func newResumption(j *journal.Journal, p *plan.Planner, warn func(text string) error) *resumption {
	at := j.Cursor()
	p.After, p.AfterSnapshot, p.LastID = at.Name, at.Snapshot, at.ID
	return &resumption{j, p, warn}
}

// entries yields the entries of the run.
func (r *resumption) entries(ctx context.Context) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		if !r.left(ctx, yield) || r.journal.Cursor().End {
			return
		}
		for e, err := range r.journal.Planned(ctx, r.planner.Entries(ctx)) {
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
	for e, err := range r.journal.Unfinished() {
		if err == nil && e.ChunkSize == 0 { // it never became an entry
			if !r.retry(ctx, e, yield) {
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

// retry yields what has become of an object that could not be planned.
func (r *resumption) retry(ctx context.Context, failed plan.Entry, yield func(plan.Entry, error) bool) bool {
	for e, err := range r.journal.Replanned(ctx, r.planner.Retry(ctx, failed.Object.Name)) {
		if !yield(e, err) {
			return false
		}
	}
	if err := r.journal.Finish(failed.ID); err != nil {
		return yield(plan.Entry{}, err)
	}
	return true
}

// refreshing is a Mover of entries that an earlier run has left: before they are moved it looks whether their source is
// still what it was.
type refreshing struct {
	engine.Mover
	*resumption
}

func (m refreshing) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	if e.Resumed {
		var err error
		if e, err = m.refresh(e, lane); err != nil {
			return err
		}
	}
	return m.Mover.Move(ctx, e, lane)
}

func (m refreshing) refresh(e plan.Entry, lane *engine.Lane) (plan.Entry, error) {
	anew := e
	err := lane.Do(func(ctx context.Context) (err error) {
		anew, err = m.planner.Refresh(ctx, e)
		return err
	})
	if storage.KindOf(err) == storage.NotFound {
		return e, storage.Errorf("resume "+e.Object.Name, storage.NotFound, "Source does not exist.")
	}
	if err != nil || anew.Resumed {
		return anew, err
	}
	return anew, errors.Join(
		m.warn("The source "+e.Object.Name+" has changed since the last run; it is copied from the start."),
		m.journal.Replace(anew))
}
