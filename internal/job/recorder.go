package job

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/storage"
	"azcopy/internal/transfer"
)

// recorder counts what the engine reports and passes it on to the handler, one event at a time.
type recorder struct {
	source, dest storage.Location
	handler      report.Handler
	journal      *ledger // nil when there is none
	stop         context.CancelCauseFunc
	started      time.Time
	bytes        atomic.Int64

	mu      sync.Mutex
	total   int64 // objects known so far
	summary report.Summary
}

// Add counts bytes that arrived at the destination.
func (r *recorder) Add(bytes int64) { r.bytes.Add(bytes) }

// Started counts an object that is about to be moved.
func (r *recorder) Started(e plan.Entry) {
	t := r.transfer(e)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total++
	if err := r.handler.Handle(report.Moving(t)); err != nil {
		r.stop(err)
	}
}

// transfer returns the entry as handlers see it.
func (r *recorder) transfer(e plan.Entry) report.Transfer {
	t := report.Transfer{Source: e.Object.At(r.source), Size: e.Object.Size}
	if e.Dest != "" {
		t.Dest = r.dest.Join(e.Dest)
	}
	return t
}

// listed counts an object that would be moved, and its bytes, as if it had been.
func (r *recorder) listed(e plan.Entry) {
	t := r.transfer(e)
	t.Outcome = report.Listed
	r.Add(t.Size)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total++
	r.count(t.Outcome)
	if err := r.handler.Handle(report.Finished(t)); err != nil {
		r.stop(err)
	}
}

// Finished settles an object whose move was started.
func (r *recorder) Finished(e plan.Entry, err error) { r.settle(e, err, true) }

// Refused settles an object that was refused before its move was started.
func (r *recorder) Refused(e plan.Entry, err error) { r.settle(e, err, false) }

func (r *recorder) settle(e plan.Entry, err error, started bool) {
	if fatal := fatal(err); fatal != nil {
		r.stop(fatal)
		return
	}
	t := r.transfer(e)
	t.Outcome, t.Err = outcome(err), err
	if err := r.keep(e, t.Outcome, err); err != nil {
		r.stop(err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !started && t.Outcome != report.Excluded {
		r.total++
	}
	r.count(t.Outcome)
	if err := r.handler.Handle(report.Finished(t)); err != nil {
		r.stop(err)
	}
}

// keep stores in the journal how an entry ended: the next run tries failed ones again, and does not ask again about those
// that were declined.
func (r *recorder) keep(e plan.Entry, o report.Outcome, err error) error {
	stays, declined := errors.AsType[*transfer.StaysError](err)
	switch {
	case r.journal == nil:
		return nil
	case o == report.Failed:
		return r.journal.Fail(e.ID)
	case declined:
		return r.journal.stay(e.ID, stays.Object)
	}
	return r.journal.Finish(e.ID)
}

// warn reports a warning, from several goroutines at once.
func (r *recorder) warn(w report.Warning) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.handler.Handle(w)
}

// SourceGone warns that an object is left out, since its source is gone.
func (r *recorder) SourceGone(name string) error {
	return r.warn(report.Warning{Code: report.SourceGone, Object: name, Text: "The source " + name + " does not exist any more; it is left out."})
}

// SourceChanged warns that an object is copied from the start, since its source has changed.
func (r *recorder) SourceChanged(name string) error {
	return r.warn(report.Warning{Code: report.SourceChanged, Object: name,
		Text: "The source " + name + " has changed since the last run; it is copied from the start."})
}

// note warns about a file that was written nevertheless. It ends the run when the warning can't be reported.
func (r *recorder) note(text string) {
	if err := r.warn(report.Warning{Code: report.HardLinks, Text: text}); err != nil {
		r.stop(err)
	}
}

func outcome(err error) report.Outcome {
	_, excluded := errors.AsType[*plan.ExcludedError](err)
	switch {
	case err == nil:
		return report.Succeeded
	case excluded, storage.KindOf(err) == storage.OwnFile:
		return report.Excluded
	case errors.Is(err, engine.ErrSkipped), errors.Is(err, errStays), storage.KindOf(err) == storage.NotRegular:
		return report.Skipped
	}
	return report.Failed
}

func (r *recorder) count(o report.Outcome) {
	switch o {
	case report.Succeeded, report.Listed:
		r.summary.Succeeded++
	case report.Skipped:
		r.summary.Skipped++
	case report.Failed:
		r.summary.Failed++
	}
}

// progressInterval is short enough for a person to see progress.
const progressInterval = 200 * time.Millisecond

// watch reports the progress until the context ends.
func (r *recorder) watch(ctx context.Context) {
	ticker := time.NewTicker(progressInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			r.progress()
		}
	}
}

func (r *recorder) progress() {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := report.Progress{Finished: r.summary.Total(), Total: r.total, Bytes: r.bytes.Load(), Elapsed: time.Since(r.started)}
	if err := r.handler.Handle(p); err != nil {
		r.stop(err)
	}
}

// end reports the summary and returns it.
func (r *recorder) end() report.Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Bytes = r.bytes.Load()
	r.summary.Elapsed = time.Since(r.started)
	r.summary.Unprinted = r.handler.Handle(r.summary)
	return r.summary
}
