package job

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// failing is a handler that fails at one event.
type failing struct {
	at  string
	err error
}

func (f failing) tell(event string) error {
	if event == f.at {
		return f.err
	}
	return nil
}

func (f failing) Started(report.Job) error       { return nil }
func (f failing) Moving(report.Transfer) error   { return f.tell("moving") }
func (f failing) Finished(report.Transfer) error { return f.tell("finished") }
func (f failing) Progress(report.Progress) error { return f.tell("progress") }
func (f failing) Warning(string) error           { return f.tell("warning") }
func (f failing) Summary(report.Summary) error   { return f.tell("summary") }

// What can't be told must not be done unseen: each event that a handler fails at ends the run.
func TestAHandlersErrorEndsTheRun(t *testing.T) {
	full := errors.New("no space left on device")
	for at, event := range map[string]func(r *recorder){
		"moving":   func(r *recorder) { r.Started(plan.Entry{ID: 1}) },
		"finished": func(r *recorder) { r.Finished(plan.Entry{ID: 1}, nil) },
		"progress": func(r *recorder) { r.progress() },
	} {
		ctx, stop := context.WithCancelCause(t.Context())
		r := &recorder{handler: failing{at, full}, stop: stop}
		event(r)
		if context.Cause(ctx) != full {
			t.Errorf("%s: the run goes on: %v", at, context.Cause(ctx))
		}
		stop(nil)
	}
	r := &recorder{handler: failing{"summary", full}}
	if _, err := r.end(); err != full {
		t.Errorf("summary: %v", err)
	}
}

// Every object has one outcome, and those that are excluded are in no count.
func TestOutcomesAreCounted(t *testing.T) {
	r := &recorder{handler: failing{}}
	for id, err := range []error{
		nil, engine.ErrSkipped, storage.Errorf("x", storage.NotRegular, "x"), errors.New("x"), &plan.ExcludedError{Reason: "x"},
	} {
		r.Finished(plan.Entry{ChunkSize: int64(id)}, err) // the first one never started
	}
	want := report.Summary{Succeeded: 1, Skipped: 2, Failed: 1}
	if r.summary != want || r.total != 1 {
		t.Errorf("counted %+v and %d, want %+v and 1", r.summary, r.total, want)
	}
}

// A host that is gone fails each request, and so would each object: the run ends, and none of them counts as failed.
func TestALostHostEndsTheRun(t *testing.T) {
	lost := storage.Errorf("put block 7", storage.HostLost, "account can't be connected to any more")
	for name, err := range map[string]error{
		"by itself": lost, "wrapped": fmt.Errorf("upload: %w", lost), "beside another": errors.Join(errors.New("x"), lost),
		"while it was planned": &plan.EntryError{Err: lost},
	} {
		ctx, stop := context.WithCancelCause(t.Context())
		r := &recorder{handler: failing{at: "finished", err: errors.New("reported")}, stop: stop}
		r.Finished(plan.Entry{ID: 1}, err)
		cause, ok := errors.AsType[*FatalError](context.Cause(ctx))
		if !ok || cause.Error() != "account can't be connected to any more" || r.summary != (report.Summary{}) {
			t.Errorf("%s: the run ends with %v, counted %+v", name, context.Cause(ctx), r.summary)
		}
		stop(nil)
	}
}
