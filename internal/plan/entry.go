// Package plan decides what a run copies: it lists the source, filters what was listed, maps each name to the one at
// the destination, and yields a stream of entries. It holds one of them at a time, or with a filter up to 1024 that wait
// for the destination to be looked at.
package plan

import "azcopy/internal/storage"

// Entry is one object that was listed, to be moved unless an error stands beside it. It is plain data, so that it can be
// stored and sent.
//
// A stream of entries yields each with nil, or with the error for which it is not to be moved, which is about it alone.
// An error beside an entry without an ID is the end of the stream.
type Entry struct {
	// ID numbers the entries of a run from 1, in the order of the listing.
	ID uint64
	// Object is the source's object as it was listed.
	Object storage.Object
	// Dest is the name at the destination, relative to its location.
	Dest string
	// ChunkSize is the length in bytes of the chunks that the object is moved in; the last one may be shorter.
	ChunkSize int64
	// Unplanned is whether the object can't be moved as it was listed, or is not to be. A run that resumes plans it again.
	Unplanned bool `json:",omitempty"`
	// Left is whether an earlier run has left the entry, which it began or failed at: its source may have changed since.
	Left bool `json:"-"`
	// Attempted is whether an earlier run may have moved the object, or a part of it.
	Attempted bool `json:"-"`
	// Declined is whether the object, before it changed, was not to replace the destination's. It is asked about again.
	Declined bool `json:",omitempty"`
}

// Key returns the ID.
func (e Entry) Key() uint64 { return e.ID }

// unplanned returns what a stream yields of an entry that is not to be moved.
func (e Entry) unplanned(err error) (Entry, error) {
	e.Unplanned = true
	return e, err
}

// ExcludedError is the error of an object that an option leaves out, such as /XO: neither a failure nor a decision that
// anyone waits for.
type ExcludedError struct{ Reason string }

func (e *ExcludedError) Error() string { return e.Reason }

// Chunks returns the number of chunks of the entry; an empty object has none.
func (e Entry) Chunks() int {
	return int((e.Object.Size + e.ChunkSize - 1) / e.ChunkSize)
}

// Chunk returns the i-th chunk of the entry.
func (e Entry) Chunk(i int) storage.Chunk {
	offset := int64(i) * e.ChunkSize
	return storage.Chunk{Index: i, Offset: offset, Length: min(e.ChunkSize, e.Object.Size-offset)}
}
