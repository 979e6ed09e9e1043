package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"azcopy/internal/boot"
	"azcopy/internal/job"
	"azcopy/internal/journal"
	"azcopy/internal/option"
	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// decision decides what to do with an open journal.
type decision struct {
	journal   *journal.Journal
	env       Env
	handler   *notices
	questions *prompt
}

// decide returns the options of the run, and prepares the journal for it.
func (d *decision) decide(ctx context.Context, o option.Options) (option.Options, error) {
	switch {
	case o.Resumes() && !d.journal.Resumes():
		return o, &job.StartError{Err: fmt.Errorf("there is no run to resume in the journal directory \"%s\"; give /Source and /Dest", d.journal.Folder())}
	case o.Resumes():
		return d.stored(ctx, o)
	case !d.journal.Resumes():
		return o, d.begin(ctx, o)
	case d.journal.Header().Command == identity(o):
		return o, d.same(ctx, o)
	}
	if err := d.askToReplace(ctx, o); err != nil {
		return o, err
	}
	return o, d.begin(ctx, o)
}

// askToReplace asks whether the journal of another command line may be discarded.
func (d *decision) askToReplace(ctx context.Context, o option.Options) error {
	for _, warning := range report.OtherCommandLineFound(d.journal.Header().Shown, d.journal.Path(), d.journal.Folder()) {
		if err := d.handler.Handle(warning); err != nil {
			return err
		}
	}
	if o.Quiet {
		return nil
	}
	const question = "Do you want to overwrite the journal file to start a new operation? " +
		"Choose Yes to overwrite it, choose No to cancel this operation. (Yes/No) "
	answer, err := d.questions.choose(ctx, question, "Yes", "No")
	switch {
	case err != nil:
		const instead = "To complete that run first, give its command line, or /Z alone. " +
			"To keep both runs, give this one a journal folder of its own, with /Z:<folder>."
		return &job.StartError{Err: fmt.Errorf("%w. %s", err, instead)}
	case answer == "No":
		return &job.StartError{Err: errors.New("the operation was cancelled; the journal is unchanged, and /Z alone resumes its run")}
	}
	return nil
}

// same reports that the command line resumes its run, and stores newer secrets.
func (d *decision) same(ctx context.Context, o option.Options) error {
	err := d.handler.Handle(report.SameCommandLineFound(d.journal.Folder()))
	if err != nil || secretsOf(o) == (secrets{}) {
		return err
	}
	previous, err := d.unseal(ctx)
	if err != nil {
		previous = secrets{} // the new ones replace them
	}
	return d.reseal(ctx, previous, o)
}

// begin starts the journal of a new run.
func (d *decision) begin(ctx context.Context, o option.Options) error {
	kept := absolute(o)
	s := secretsOf(kept)
	kept.SourceKey, kept.DestKey, kept.SourceSAS, kept.DestSAS = "", "", "", ""
	h := journal.Header{Command: identity(o), Shown: product + " " + o.String(), Run: rand.Text(), Boot: boot.ID()}
	var err error
	if h.Options, err = json.Marshal(kept); err != nil {
		return &job.StartError{Err: fmt.Errorf("keep the command line: %w", err)}
	}
	if s != (secrets{}) {
		h.NeedsSecrets = true
		if h.Sealed, err = d.seal(ctx, s); err != nil {
			return err
		}
	}
	if err := d.journal.Begin(h); err != nil {
		return &job.StartError{Err: err}
	}
	return nil
}

// stored returns the options of the run in the journal. Options given with /Z take precedence over the stored ones.
func (d *decision) stored(ctx context.Context, given option.Options) (option.Options, error) {
	h := d.journal.Header()
	var o option.Options
	// Options of another version of the program, and paths that are not UTF-8, may be read wrong.
	err := json.Unmarshal(h.Options, &o)
	unlocated := o.Locate()
	if err != nil || identity(o) != h.Command {
		return o, &job.StartError{Err: fmt.Errorf("the command line in %s can't be read; give /Source and /Dest", d.journal.Path())}
	}
	if err := cmp.Or(unlocated, o.Unsupported()); err != nil {
		return o, err
	}
	previous, err := d.unseal(ctx)
	if err != nil && !given.HasSecrets(d.env.Getenv) {
		return o, &job.StartError{Err: err}
	}
	o.SourceKey, o.DestKey = storage.Secret(previous.SourceKey), storage.Secret(previous.DestKey)
	o.SourceSAS, o.DestSAS = storage.Secret(previous.SourceSAS), storage.Secret(previous.DestSAS)
	if o, err = o.Resumed(given, d.env.Getenv); err != nil {
		return o, err
	}
	if err := d.reseal(ctx, previous, o); err != nil {
		return o, err
	}
	text := fmt.Sprintf("Resuming the operation in the journal directory \"%s\": %s", d.journal.Folder(), h.Shown)
	return o, d.handler.Handle(report.Notice{Code: report.Resuming, Text: text})
}
