// Package storage is the vocabulary that planner, engine and drivers share: where data lies (Location), what lies
// there (Object), and the few operations a copy needs of either end (Source, Destination). It does no I/O itself.
package storage

import (
	"context"
	"io"
	"iter"
)

// Query selects the objects that a Source lists.
type Query struct {
	// Prefix restricts the listing to names that begin with it. It is compared byte for byte and may end inside a
	// name; it is relative to the source's location, as Object.Name is.
	Prefix string
	// Recursive includes the objects below sub-folders (virtual directories). Without it only the objects that lie
	// directly in the folder that Prefix names are listed: those with no separator after Prefix.
	Recursive bool
	// After resumes a listing: only objects that come behind the one of this name in the source's order are listed.
	// The object itself need not exist any more.
	After string
}

// Source is the reading end of a copy. Its methods may be called concurrently.
type Source interface {
	// List yields the selected objects in an order that is the same at every call, so that Query.After can resume.
	// An object that can't be listed yields an *ObjectError and the listing goes on; any other error ends it.
	// A location that does not exist is an error of kind NotFound; one that is empty yields nothing.
	List(ctx context.Context, q Query) iter.Seq2[Object, error]
	// Stat returns the object of exactly this name, or an error of kind NotFound.
	Stat(ctx context.Context, name string) (Object, error)
	// Open prepares for reading the object as it was listed. A read fails with an error of kind Changed once the
	// object is no longer the one that was listed.
	Open(ctx context.Context, obj Object) (Content, error)
}

// Content is an object that is open for reading.
type Content interface {
	io.Closer
	// ReadRange fills p with the bytes that start at off, wholly or with an error. Ranges may be read concurrently.
	ReadRange(ctx context.Context, p []byte, off int64) error
	// Verify reports, with an error of kind Changed, whether the object changed since it was listed. Called behind
	// the last ReadRange, it proves that what was read is one consistent state of the object.
	Verify(ctx context.Context) error
}

// Destination is the writing end of a copy. Its methods may be called concurrently, for different names.
type Destination interface {
	// Prepare creates the container or folder when it is missing. A service that refuses to create it, because it
	// exists or because the credential may not, is no error: the first object will tell.
	Prepare(ctx context.Context) error
	// Stat returns the object of exactly this name, or an error of kind NotFound.
	Stat(ctx context.Context, name string) (Object, error)
	// ChunkSize returns the length in bytes of all chunks but the last of an object of the given size, at least 1,
	// so that the destination's limit on the number of chunks is kept. An object larger than the destination can
	// hold is an error of kind TooLarge.
	ChunkSize(size int64) (int64, error)
	// Create begins to write obj, whose Name is that at the destination. Nothing is visible under that name before
	// Commit. An object that exists already is replaced by Commit and stays as it is until then.
	Create(ctx context.Context, obj Object) (ChunkWriter, error)
}

// ChunkWriter writes one object. WriteChunk may be called concurrently and in any order.
type ChunkWriter interface {
	// WriteChunk writes p, which is c.Length bytes, at its place. p is the caller's again when it returns.
	WriteChunk(ctx context.Context, c Chunk, p []byte) error
	// Commit makes the object visible with these properties, once all chunks are written.
	Commit(ctx context.Context, props Properties) error
	// Abort gives up what was written and frees what it held, as far as the destination can. It is to be called when
	// Commit was not, or failed.
	Abort(ctx context.Context) error
}

// Putter is a Destination that can write a small object whole in one operation, which is cheaper than
// Create, WriteChunk and Commit.
type Putter interface {
	// Put writes an object whose content is p, with obj's properties; obj.Size is len(p).
	Put(ctx context.Context, obj Object, p []byte) error
}
