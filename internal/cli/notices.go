package cli

import (
	"context"
	"errors"

	"azcopy/internal/option"
	"azcopy/internal/report"
)

// notices tells what concerns a run as a whole, on the console and in the log of /V. The log is opened later than the
// journal, since /Z alone takes /V from there; warnings that come earlier are kept for it.
type notices struct {
	console *report.Console
	early   []string    // the warnings before the log was open
	log     *verboseLog // nil until it is open, and for a run without one
}

// Tell prints a line that is neither a warning nor an error.
func (n *notices) Tell(text string) error { return n.console.Tell(text) }

// Warning prints a warning, and has it in the log.
func (n *notices) Warning(text string) error {
	if n.log == nil {
		n.early = append(n.early, text)
		return n.console.Warning(text)
	}
	return errors.Join(n.console.Warning(text), n.log.Warning(text))
}

// openLog opens the log that the options ask for, if they do, and writes the warnings before it.
func (n *notices) openLog(env Env, o option.Options) error {
	if !o.Verbose {
		return nil
	}
	log, err := openVerbose(env, o)
	if err != nil {
		return err
	}
	n.log = log
	for _, text := range n.early {
		if err := log.Warning(text); err != nil {
			return err
		}
	}
	return nil
}

// end writes why the run was cut short, if it was, and closes the log. It returns the error to report.
func (n *notices) end(ctx context.Context, err error) error {
	if n.log == nil {
		return err
	}
	return n.log.end(reason(ctx, err), err)
}
