package job

import (
	"errors"

	"azcopy/internal/storage"
)

// StartError is the reason why a run could not begin: nothing was moved.
type StartError struct {
	// Option is the option whose value is at fault, such as "Source"; empty when none is.
	Option string
	Err    error
}

func (e *StartError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }

// FatalError ends a run that has begun, since going on would not help.
type FatalError struct{ Err error }

func (e *FatalError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *FatalError) Unwrap() error { return e.Err }

// fatal returns why one object's error is the end of the run, nil when it is not: what a host that is gone does to this
// object it does to all that follow, none of which has failed for good.
func fatal(err error) *FatalError {
	if fatal, ok := errors.AsType[*FatalError](err); ok {
		return fatal
	}
	if lost, ok := errors.AsType[*storage.Error](err); ok && lost.Kind == storage.HostLost {
		return &FatalError{Err: lost.Err}
	}
	return nil
}

// SummaryError is why the summary of a run could not be told, which is all that went wrong: each object is settled.
type SummaryError struct{ Err error }

func (e *SummaryError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *SummaryError) Unwrap() error { return e.Err }
