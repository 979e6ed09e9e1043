package cli

import (
	"context"
	"errors"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
)

// The exit codes, as README.md documents them.
const (
	exitDone        = 0   // everything was copied, or skipped on purpose
	exitFailures    = 1   // the run ended, and some objects were not copied
	exitCommandLine = 2   // the command line is wrong
	exitNotStarted  = 3   // nothing was copied: a wrong location, credential, or machine
	exitInterrupted = 130 // interrupted from outside
)

func exitCode(ctx context.Context, s report.Summary, err error) int {
	_, wrong := errors.AsType[*option.Error](err)
	if _, usage := errors.AsType[*usageError](err); usage {
		wrong = true
	}
	_, notStarted := errors.AsType[*job.StartError](err)
	switch {
	case wrong:
		return exitCommandLine
	case err != nil && ctx.Err() != nil:
		return exitInterrupted
	case notStarted:
		return exitNotStarted
	case err != nil || s.Failed > 0:
		return exitFailures
	}
	return exitDone
}
