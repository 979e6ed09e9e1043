package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"

	"azcopy/internal/job"
	"azcopy/internal/journal"
	"azcopy/internal/option"
	"azcopy/internal/report"
)

// journaling is the journal of a run, from opening it to removing or closing it at the end of the run.
type journaling struct {
	*journal.Journal // nil for a run without one
	handler          *notices
	fresh            bool // it holds nothing from an earlier run
	person           bool // there is a terminal, with somebody to read it
}

// openJournal opens the journal of a run and decides what to do with its contents. It returns the options of the run,
// which are those of the earlier run when /Z alone resumes it. Without /Z, a run whose journal can't be opened or started warns
// and continues without one, unless it should replace another run's; any other failure is a *job.StartError.
func openJournal(ctx context.Context, env Env, o option.Options, handler *notices, q *prompt) (*journaling, option.Options, error) {
	none := &journaling{handler: handler}
	if o.ListOnly {
		return none, o, nil
	}
	j, err := openJournalFolder(env, o)
	if damaged, ok := errors.AsType[*journal.DamagedError](err); ok {
		err = handler.warn(report.JournalDamaged, report.Sentence(damaged.Error()))
	}
	_, inUse := errors.AsType[*journal.InUseError](err)
	switch {
	case err != nil && !inUse && !o.Journal:
		return none, o, warnOfNone(handler, err)
	case err != nil:
		return none, o, &job.StartError{Err: err}
	}
	d := &decision{journal: j, env: env, handler: handler, questions: q}
	run, err := d.decide(ctx, o)
	_, unwritten := errors.AsType[*journal.WriteError](err)
	switch {
	case unwritten && !o.Journal && !j.Resumes():
		_ = j.Remove() // it is empty; removing it may fail in a folder that can't be written
		return none, o, warnOfNone(handler, err)
	case err != nil && !j.Resumes():
		return none, o, errors.Join(err, j.Remove()) // it is empty
	case err != nil:
		return none, o, errors.Join(err, j.Close())
	}
	q.keep(j)
	return &journaling{Journal: j, handler: handler, fresh: !j.Resumes(), person: q.person}, run, nil
}

// warnOfNone warns that a run has no journal, and why.
func warnOfNone(handler *notices, err error) error {
	return handler.warn(report.NotResumable, report.Sentence(fmt.Sprintf("This run can't be resumed later: %v", err)))
}

func openJournalFolder(env Env, o option.Options) (*journal.Journal, error) {
	folder := o.JournalFolder
	if folder == "" {
		var err error
		if folder, err = stateFolder().path(runtime.GOOS, env.Getenv); err != nil {
			return nil, fmt.Errorf("%w to keep the journal in; name a folder with /Z:<folder>", err)
		}
	}
	return journal.Open(folder, journal.Options{Written: env.JournalWritten})
}

// end removes the journal of a run that is complete, even if its summary could not be printed, and closes that of any other
// run. It returns the error to report.
func (j *journaling) end(s report.Summary, err error) error {
	_, notStarted := errors.AsType[*job.StartError](err)
	switch {
	case j.Journal == nil:
		return cmp.Or(err, s.Unprinted)
	case err == nil && s.Failed == 0, notStarted && j.fresh:
		return errors.Join(cmp.Or(err, s.Unprinted), j.Remove())
	}
	var closing error
	if err == nil {
		h := j.Header()
		h.State = journal.Ended
		closing = j.Amend(h)
	}
	closing = cmp.Or(closing, j.Close()) // what could not be written is the error of both
	switch {
	case err != nil: // includes an error of the journal, or matters more
		return err
	case s.Unprinted != nil:
		return s.Unprinted
	case !j.person:
		return closing
	}
	return errors.Join(closing, j.handler.warn(report.FailuresKept, fmt.Sprintf(
		"What failed is kept in the journal directory \"%s\": the same command line, or /Z alone, tries it again, and copies what is new.", j.Folder())))
}
