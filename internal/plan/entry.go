// Package plan decides what a run copies: it lists the source, filters what was listed, maps each name to the one at
// the destination, and yields a stream of entries. It holds one of them at a time, or with a filter up to 1024 that wait
// for the destination to be looked at.
package plan

import "azcopy/internal/storage"

// Entry is one object to be moved. It is plain data, so that it can be stored and sent.
type Entry struct {
	// ID numbers the entries of a run from 1, in the order of the listing.
	ID uint64
	// Object is the source's object as it was listed.
	Object storage.Object
	// Dest is the name at the destination, relative to its location.
	Dest string
	// ChunkSize is the length in bytes of the chunks that the object is moved in; the last one may be shorter.
	ChunkSize int64
	// Resumed is whether an earlier run has begun the entry, or failed at it.
	Resumed bool `json:"-"`
}

// EntryError is an object that can't be moved, or is not to be; those behind it are.
type EntryError struct {
	ID     uint64 // as Entry.ID
	Object storage.Object
	Dest   string // empty when the name maps to none
	Err    error
}

// failed returns the error of an entry that is not to be moved after all.
func (e Entry) failed(err error) *EntryError {
	return &EntryError{ID: e.ID, Object: e.Object, Dest: e.Dest, Err: err}
}

// ExcludedError is the error of an object that an option leaves out, such as /XO: neither a failure nor a decision that
// anyone waits for.
type ExcludedError struct{ Reason string }

func (e *ExcludedError) Error() string { return e.Reason }

func (e *EntryError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *EntryError) Unwrap() error { return e.Err }

// Chunks returns the number of chunks of the entry; an empty object has none.
func (e Entry) Chunks() int {
	return int((e.Object.Size + e.ChunkSize - 1) / e.ChunkSize)
}

// Chunk returns the i-th chunk of the entry.
func (e Entry) Chunk(i int) storage.Chunk {
	offset := int64(i) * e.ChunkSize
	return storage.Chunk{Index: i, Offset: offset, Length: min(e.ChunkSize, e.Object.Size-offset)}
}
