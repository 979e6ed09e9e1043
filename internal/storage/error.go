package storage

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what an error means to a caller that must decide, independent of the driver it comes from.
type Kind int

// The kinds of error. Drivers classify where an error arises; everything else asks KindOf.
const (
	Other           Kind = iota // none of those below
	NotFound                    // the object, container or folder does not exist
	Denied                      // the credential does not allow it, or it is wrong
	ClockSkew                   // the service refused the request's date: this machine's clock is off
	BadCredential               // the key or SAS itself is malformed
	HostNotFound                // the host name does not resolve
	Unreachable                 // the host resolves but does not answer
	HostLost                    // the host answered before, and can't be connected to any more: all requests to it fail
	Busy                        // throttled or timed out, after all retries
	Changed                     // the object is no longer the one that was listed
	TypeMismatch                // the existing blob is of another type
	InvalidName                 // the name can't exist at that end
	TooLarge                    // the object is larger than that end allows
	NotRegular                  // neither file nor folder: a socket, a pipe, a device
	NoSpace                     // the disk or the account is full
	FolderCollision             // a folder stands where a file must, or the reverse
	InvalidSize                 // the destination's kind of object can't have this size
	OwnFile                     // it belongs to the run itself, and is not copied
)

// Passes reports whether an error of this kind says nothing against what was written before it: the same may go well later,
// and what is there is worth keeping.
func (k Kind) Passes() bool {
	switch k {
	case HostNotFound, Unreachable, HostLost, Busy, Denied, BadCredential, ClockSkew, NoSpace:
		return true
	}
	return false
}

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

// Mismatch returns the error of kind TypeMismatch for an object that would take the place of a blob of another type.
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

// ObjectError is the failure of one object in a listing, which goes on after it.
type ObjectError struct {
	// Name is as Object.Name. The name of a folder that could not be read ends in '/': then nobody knows what is
	// missing from the listing.
	Name string
	Err  error
}

func (e *ObjectError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ObjectError) Unwrap() error { return e.Err }

// Clause returns an error without the full stop at the end of its text, so that a message can go on after it. What Windows says
// of an error is a sentence.
func Clause(err error) error { return clause{err} }

type clause struct{ error }

func (c clause) Error() string { return strings.TrimRight(c.error.Error(), ". ") }

// Unwrap returns the error itself.
func (c clause) Unwrap() error { return c.error }
