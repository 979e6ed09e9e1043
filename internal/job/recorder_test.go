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

func (f failing) Handle(e report.Event) error {
	if e.Name() == f.at {
		return f.err
	}
	return nil
}

// Nothing may be done without being reported: a handler's error at any event ends the run.
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
			t.Errorf("%s: the run continues: %v", at, context.Cause(ctx))
		}
		stop(nil)
	}
	r := &recorder{handler: failing{"summary", full}}
	if err := r.end().Unprinted; err != full {
		t.Errorf("summary: %v", err)
	}
}

// Every object has one outcome, and excluded ones are not counted.
func TestOutcomesAreCounted(t *testing.T) {
	r := &recorder{handler: failing{}}
	for _, err := range []error{
		nil, engine.ErrSkipped, storage.Errorf("x", storage.NotRegular, "x"), errors.New("x"), &plan.ExcludedError{Reason: "x"},
	} {
		r.Finished(plan.Entry{}, err)
	}
	want := report.Summary{Succeeded: 1, Skipped: 2, Failed: 1}
	if r.summary != want {
		t.Errorf("counted %+v, want %+v", r.summary, want)
	}
}

// A lost host would fail every object: the run ends, and none of them counts as failed.
func TestALostHostEndsTheRun(t *testing.T) {
	lost := storage.Errorf("put block 7", storage.HostLost, "account can't be connected to any more")
	for name, err := range map[string]error{
		"by itself": lost, "wrapped": fmt.Errorf("upload: %w", lost), "beside another": errors.Join(errors.New("x"), lost),
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

// Objects that are refused before they are started count in the total as well, unless they are excluded.
func TestRefusedObjectsAreInTheTotal(t *testing.T) {
	_, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	r := &recorder{handler: failing{}, stop: stop}
	r.Started(plan.Entry{ID: 1})
	r.Finished(plan.Entry{ID: 1}, nil)
	r.Refused(plan.Entry{ID: 2, Unplanned: true}, errors.New("unreadable"))
	r.Refused(plan.Entry{ID: 3, Unplanned: true}, &plan.ExcludedError{Reason: "older"})
	if r.total != 2 || r.summary.Total() != 2 || r.summary.Failed != 1 {
		t.Errorf("total %d, counted %+v", r.total, r.summary)
	}
}
