package storage

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a failed operation of a driver.
type Error struct {
	// Op is what was attempted, with its object or place, such as "stage block 7".
	Op   string
	Kind Kind
	// Status and Code are the HTTP status and the service's error code, when a service answered.
	Status int
	Code   string
	// Err is the cause. Its text holds no secret.
	Err error
}

func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error whose cause is formatted as fmt.Errorf does.
func Errorf(op string, kind Kind, format string, args ...any) *Error {
	return &Error{Op: op, Kind: kind, Err: fmt.Errorf(format, args...)}
}

// Mismatch returns the error of kind TypeMismatch for an object that would replace a blob of another type.
func Mismatch(op string) *Error {
	return Errorf(op, TypeMismatch, "User specified blob type does not match the blob type of the existing destination blob.")
}

// KindOf returns the kind of the first Error in err's chain, and Other when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Other
}

// ObjectError is the failure of one object in a listing, which continues after it.
type ObjectError struct {
	// Name is as Object.Name. The name of a folder that could not be read ends in '/': what the listing lacks is then
	// unknown.
	Name string
	Err  error
}

func (e *ObjectError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ObjectError) Unwrap() error { return e.Err }

// Clause returns an error without the full stop at the end of its text, so that a message can continue after it. Windows
// describes errors in whole sentences.
func Clause(err error) error { return clause{err} }

type clause struct{ error }

func (c clause) Error() string { return strings.TrimRight(c.error.Error(), ". ") }

// Unwrap returns the error itself.
func (c clause) Unwrap() error { return c.error }
