// Package plan decides what a run copies: it lists the source, filters what was listed, maps each name to the one at the
// destination, and yields a stream of entries. It holds one of them at a time, or with a filter up to 1024 that wait for
// their counterparts.
package plan

import "azcopy/internal/storage"

// Entry is one object that was listed, to be moved unless it comes with an error. It is plain data, so that it can be stored
// and sent.
//
// A stream of entries yields each with nil, or with an error that concerns it alone, because of which it is not moved. An
// error with an entry without an ID ends the stream.
type Entry struct {
	// ID numbers the entries of a run from 1, in the order of the listing.
	ID uint64
	// Object is the source's object as it was listed.
	Object storage.Object
	// Dest is the name at the destination, relative to its location.
	Dest string
	// ChunkSize is the length in bytes of the object's chunks; the last one may be shorter.
	ChunkSize int64
	// Unplanned is whether the object can't or must not be moved as it was listed. A run that resumes plans it again.
	Unplanned bool `json:",omitempty"`
	// Left is whether an earlier run started the entry or failed at it, and left it: its source may have changed since.
	Left bool `json:"-"`
	// Attempted is whether an earlier run may have moved all or part of the object.
	Attempted bool `json:"-"`
	// Declined is whether the user declined to overwrite the destination's object before this one changed. The question is
	// asked again.
	Declined bool `json:",omitempty"`
}

// Key returns the ID.
func (e Entry) Key() uint64 { return e.ID }

// unplanned returns what a stream yields for an entry that must not be moved.
func (e Entry) unplanned(err error) (Entry, error) {
	e.Unplanned = true
	return e, err
}

// ExcludedError is the error of an object that an option such as /XO leaves out: it is not a failure, and needs no decision.
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
