package job

import (
	"context"
	"errors"
	"iter"

	"azcopy/internal/boot"
	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// recheck makes a run that writes files list from the start when the machine has been started again since: the file system
// may have lost what was written, and the journal no longer has the finished files. Complete files are recognised, and not
// written again. Objects at a service are not affected.
func recheck(j *journal.Journal, dest storage.Destination, overwrites bool, warn func(report.Warning) error) error {
	if !j.Resumes() || dest.Traits(storage.Object{}).Durable || boot.Same(j.Header().Boot, boot.ID()) {
		return nil
	}
	kept := []uint64{stays}
	if overwrites {
		kept = nil
	}
	h := j.Header()
	h.Boot, h.State = boot.ID(), journal.Checking
	return errors.Join(j.Begin(h, kept...), warn(report.Warning{Code: report.MachineRestarted,
		Text: "The machine has been started again since the last run: all that run has written is checked."}))
}

// resumption plans a run with a journal: first what an earlier run left, then what it had not listed yet.
type resumption struct {
	journal *ledger
	planner *plan.Planner
	warn    func(report.Warning) error
	// recheck is whether any object may be at the destination already.
	recheck bool
	// again is whether the listing starts again, which also yields the objects that failed before they were planned.
	again bool
	// listed is whether an earlier run completed the listing.
	listed bool
}

// newResumption resumes the run of a journal. A run that ended with failures lists again: it tries what failed, and copies
// what is new. A run that overwrites without asking also replaces the objects for which the answer was No.
func newResumption(j *ledger, p *plan.Planner, overwrites bool, warn func(report.Warning) error) (*resumption, error) {
	again := j.Resumes() && j.Header().State == journal.Ended
	if again {
		if err := j.listAgain(); err != nil {
			return nil, err
		}
	}
	if overwrites && j.Resumes() {
		if err := j.ForgetNotes(stays); err != nil {
			return nil, err
		}
	}
	at, err := j.cursor()
	if err != nil {
		return nil, err
	}
	p.After, p.AfterSnapshot, p.LastID = string(at.Name), at.Snapshot, at.ID
	return &resumption{journal: j, planner: p, warn: warn, recheck: j.Header().State.Rechecks(), again: again, listed: at.End}, nil
}

// entries yields the entries of the run.
func (r *resumption) entries(ctx context.Context) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		if !r.left(ctx, yield) || r.listed {
			return
		}
		for e, err := range r.journal.planned(ctx, r.journal.unsettled(r.planner.Entries(ctx))) {
			if !yield(e, err) {
				return
			}
		}
	}
}

// left yields the entries that an earlier run left, and returns whether the consumer wants more.
func (r *resumption) left(ctx context.Context, yield func(plan.Entry, error) bool) bool {
	if !r.journal.Resumes() {
		return true
	}
	if err := r.planner.Probe(ctx); err != nil {
		return yield(plan.Entry{}, err)
	}
	if r.listed {
		if err := r.warn(report.Warning{Code: report.ListingComplete,
			Text: "The last run was interrupted when it had listed the whole source. Only what it left is copied now, and nothing that was added to the source since."}); err != nil {
			return yield(plan.Entry{}, err)
		}
	}
	for e, err := range r.journal.unfinished() {
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

// replan yields the entries of an object that an earlier run could not plan.
func (r *resumption) replan(ctx context.Context, failed plan.Entry, yield func(plan.Entry, error) bool) bool {
	found := false
	for e, err := range r.journal.replanned(ctx, failed, r.planner.Replan(ctx, failed.Object)) {
		found = true
		e.Attempted = true // the run that planned it last may have got further
		if !yield(e, err) {
			return false
		}
	}
	if found {
		return true
	}
	err := r.warn(report.Warning{Code: report.SourceGone, Object: failed.Object.Name,
		Text: "The source " + failed.Object.Name + ", which failed in the last run, does not exist any more; it is left out."})
	return err == nil || yield(plan.Entry{}, err)
}
