package cli

import (
	"context"
	"errors"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
)

// notices passes the events of a run to the console and to the log of /V. The log is opened after the journal, since /Z alone
// takes /V from there; until then the events are kept for it.
type notices struct {
	report.Handlers // the console, and at first early
	early           early
	log             *verboseLog // nil before it is open, and for a run without one
}

// early keeps events.
type early []report.Event

// Handle implements report.Handler.
func (k *early) Handle(e report.Event) error {
	*k = append(*k, e)
	return nil
}

func newNotices(console report.Handler) *notices {
	n := &notices{}
	n.Handlers = report.Handlers{console, &n.early}
	return n
}

// warn reports a warning about the run as a whole.
func (n *notices) warn(code report.Code, text string) error {
	return n.Handle(report.Warning{Code: code, Text: text})
}

// openLog opens the log, if the options ask for one, and writes the events that came before.
func (n *notices) openLog(env Env, o option.Options) error {
	n.Handlers = n.Handlers[:1]
	if !o.Verbose {
		return nil
	}
	log, err := openVerbose(env, o)
	if err != nil {
		return err
	}
	n.log = log
	n.Handlers = append(n.Handlers, log)
	for _, e := range n.early {
		if err := log.Handle(e); err != nil {
			return err
		}
	}
	return nil
}

// end writes why the run was cut short, if it was, and closes the log. It returns the error to report, which is the log's only
// when nothing else went wrong.
func (n *notices) end(ctx context.Context, err error) error {
	if n.log == nil {
		return err
	}
	var failed error
	if err != nil {
		failed = n.log.Handle(failure(ctx, err))
	}
	failed = errors.Join(failed, n.log.close())
	if err != nil {
		return err
	}
	return failed
}

// failure returns the event that says why the program did not do what was asked.
func failure(ctx context.Context, err error) report.Failure {
	f := report.Failure{Err: err, Cancelled: ctx.Err() != nil}
	if start, ok := errors.AsType[*job.StartError](err); ok {
		f.Option = start.Option
	}
	return f
}
