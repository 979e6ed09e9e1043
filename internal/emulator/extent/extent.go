// Package extent keeps runs of bytes that never change once they are written, in memory or in the files of a folder.
package extent

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
)

// ErrDamaged is the error for an extent that is missing or not as it was written.
var ErrDamaged = errors.New("the content is damaged")

// ID names an extent. It is made of hexadecimal digits.
type ID string

// Store is a set of extents. All methods may be called concurrently.
type Store interface {
	// Write keeps the next size bytes of r as a new extent. When r ends before that, it keeps nothing and returns
	// io.ErrUnexpectedEOF, or the error of r.
	Write(r io.Reader, size int64) (ID, error)
	// Open returns a reader of an extent, which stays readable until it is closed even when the extent is removed,
	// wherever the file system allows that. One that is missing or has fewer than size bytes is ErrDamaged.
	Open(id ID, size int64) (Reader, error)
	// Any reports whether there is an extent.
	Any() bool
	// Remove frees an extent.
	Remove(id ID) error
}

// Reader reads an extent at any offset.
type Reader interface {
	io.ReaderAt
	io.Closer
}

func newID() ID {
	var b [16]byte
	// It never fails: see crypto/rand.
	_, _ = rand.Read(b[:])
	return ID(hex.EncodeToString(b[:]))
}
