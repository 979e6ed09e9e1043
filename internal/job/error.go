package job

import (
	"errors"

	"azcopy/internal/storage"
)

// StartError reports that a run could not start: nothing was moved.
type StartError struct {
	// Option is the option whose value is at fault, such as "Source"; empty when none is.
	Option string
	Err    error
}

func (e *StartError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }

// FatalError ends a run that has started, since continuing would not help.
type FatalError struct{ Err error }

func (e *FatalError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *FatalError) Unwrap() error { return e.Err }

// fatal returns the error that ends the run when one object's error does, and nil when it does not. A lost host ends it: all
// other objects would fail in the same way, and none of them would have failed for good.
func fatal(err error) *FatalError {
	if fatal, ok := errors.AsType[*FatalError](err); ok {
		return fatal
	}
	if lost, ok := errors.AsType[*storage.Error](err); ok && lost.Kind == storage.HostLost {
		return &FatalError{Err: lost.Err}
	}
	return nil
}
