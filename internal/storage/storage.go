// Package storage is the vocabulary that planner, engine and drivers share: where data is (Location), what is there
// (Object), and the few operations that a copy needs at either end (Source, Destination). It does no I/O itself.
package storage

import (
	"context"
	"io"
	"iter"
)

// Query selects the objects that a Source lists.
type Query struct {
	// Prefix restricts the listing to names that begin with it. It is compared byte for byte and may end in the middle of a
	// name; it is relative to the source's location, as Object.Name is.
	Prefix string
	// Recursive includes the objects below sub-folders (virtual directories). Without it only the objects that lie
	// directly in the folder that Prefix names are listed: those with no separator after Prefix.
	Recursive bool
	// Snapshots includes the snapshots of blobs, each before the blob itself and the oldest first. Sources that have
	// none ignore it.
	Snapshots bool
	// After resumes a listing: only objects that come after this name in the source's order are listed. The object itself
	// need no longer exist. When the name is the folder of an *ObjectError, everything in the folder comes before it.
	After string
	// AfterSnapshot is the snapshot of the blob After that was listed last; empty when it was the blob itself.
	AfterSnapshot string
}

// Source is the reading end of a copy. Its methods may be called concurrently.
type Source interface {
	// List yields the selected objects in an order that is the same in every call, so that Query.After can resume. An object
	// that can't be listed yields an *ObjectError and the listing continues; any other error ends it. A location that does
	// not exist is an error of kind NotFound; one that is empty yields nothing.
	List(ctx context.Context, q Query) iter.Seq2[Object, error]
	// Stat returns the object of exactly this name, or an error of kind NotFound.
	Stat(ctx context.Context, name string) (Object, error)
	// Open opens the object for reading as it was listed. A read fails with an error of kind Changed once the object is no
	// longer the one that was listed.
	Open(ctx context.Context, obj Object) (Content, error)
}

// Content is an object that is open for reading.
type Content interface {
	io.Closer
	// ReadRange fills all of p with the bytes that start at off, or returns an error. Ranges may be read concurrently.
	ReadRange(ctx context.Context, p []byte, off int64) error
	// Verify reports, with an error of kind Changed, whether the object changed since it was listed. Called after the
	// last ReadRange, it proves that what was read is one consistent state of the object.
	Verify(ctx context.Context) error
}

// Traits are the facts about how a destination keeps an object. No other package asks what kind of place it is. The zero
// value is a place that keeps content and nothing else.
type Traits struct {
	// InPlace is whether the object is written under its own name: the previous object is lost as soon as Create returns,
	// and until Commit the new one is marked as Object.Incomplete.
	InPlace bool
	// Ordered is whether chunks must be written one at a time, each after the one before.
	Ordered bool
	// KeepsMD5 is whether Properties.ContentMD5 is stored with the object.
	KeepsMD5 bool
	// VouchesMD5 is whether a stored MD5 proves the content, since nobody can change the content without changing it.
	VouchesMD5 bool
	// KeepsProperties is whether the other properties and the metadata are stored with the object.
	KeepsProperties bool
	// Typed is whether the object has a blob type, and replaces only an object of the same type.
	Typed bool
	// KeepsTimes is whether the object can be given the modification time of its source.
	KeepsTimes bool
	// Durable is whether what WriteChunk, Commit and Put have written survives a power cut once they return.
	Durable bool
	// Remote is whether a service keeps the object, so that a host or a credential that fails for one object fails for all.
	Remote bool
	// Folder is whether the object becomes a folder: it has no content, and one that exists is left as it is.
	Folder bool
}

// Destination is the writing end of a copy. Its methods may be called concurrently, for different names.
type Destination interface {
	// Traits returns how an object of obj's blob type is kept. It sends nothing.
	Traits(obj Object) Traits
	// Prepare creates the container or folder when it is missing. It is not an error when a service refuses, because the
	// container exists or the credential may not create it: the first object will show whether it can be written.
	Prepare(ctx context.Context) error
	// Stat returns the object of exactly this name, or an error of kind NotFound. It may be called before Prepare and
	// while that runs.
	Stat(ctx context.Context, name string) (Object, error)
	// StatFolder is like Stat, but finds a folder as well, as an object without a time. Where objects stand for folders, it
	// is Stat.
	StatFolder(ctx context.Context, name string) (Object, error)
	// Allows returns an error when the destination can't take an object of this name, such as that of a file of the run
	// itself, and nil as long as nothing is known against it. It sends nothing.
	Allows(name string) error
	// ChunkSize returns the length in bytes (at least 1) of all chunks but the last for an object of obj's size and blob
	// type, within the destination's limit on the number of chunks. The error is of kind TooLarge for an object that is
	// larger than the destination can hold, and of kind InvalidSize for a size that objects there can't have.
	ChunkSize(obj Object) (int64, error)
	// Create starts to write obj. Its Name is the one at the destination; its Size and ModTime are the source's. Unless it
	// is written InPlace, nothing is visible under the name before Commit, and an object that exists stays as it is until
	// Commit replaces it.
	//
	// With the token of an interrupted writer of the same obj, the new writer resumes: it keeps what that one has left, and
	// Holds reports what it is. Where nothing is left, or the destination may not be asked, the error is of kind NotFound,
	// and nothing is created. The caller must know that the source has not changed since, and that the chunks are of the
	// same length. Without a token, what was left is discarded.
	Create(ctx context.Context, obj Object, token []byte) (ChunkWriter, error)
	// Put writes an object of at most one chunk whole, with obj's properties: its content is p, and obj.Size is len(p). It
	// costs less than Create, WriteChunk and Commit. For an object that is a Folder it creates the folder, and those above
	// it where they are missing.
	Put(ctx context.Context, obj Object, p []byte) error
	// Discard removes what the interrupted writer of this token has left of obj. What anybody else has written, or the
	// writer has committed, stays.
	Discard(ctx context.Context, obj Object, token []byte) error
}

// ChunkWriter writes one object. WriteChunk may be called concurrently and in any order, unless the object is Ordered.
// A writer ends with one of Commit, Suspend and Abort; Commit may fail and be followed by one of the others.
type ChunkWriter interface {
	// Token returns what another writer needs to resume this one. No two writers that started without a token have the same,
	// so that the work of one is never taken for that of another. It is never empty.
	Token() []byte
	// Holds reports whether the destination still has this chunk as an earlier writer of the same object wrote it, as far as
	// it knows: the caller must also know that the chunk was written. It is false for a writer that does not resume. It
	// sends nothing: Create has asked for what it needs to know.
	Holds(c Chunk) bool
	// WriteChunk writes p, which is c.Length bytes, at its place. It does not keep p.
	WriteChunk(ctx context.Context, c Chunk, p []byte) error
	// Commit makes the object visible with these properties, once all chunks are written.
	Commit(ctx context.Context, props Properties) error
	// Suspend keeps what was written for a later Create with the writer's token, and frees what the writer holds on this
	// machine.
	Suspend() error
	// Abort discards what was written and frees what it held, as far as the destination can.
	Abort(ctx context.Context) error
}

// ChunkReader is a ChunkWriter that can read back what it holds, at less cost than reading the source.
type ChunkReader interface {
	// ReadChunk fills all of p with a chunk that the writer holds, or returns an error. It may be called concurrently.
	ReadChunk(ctx context.Context, c Chunk, p []byte) error
}

// Lister is a Destination that can list its objects: one request then answers for thousands of names.
type Lister interface {
	// List is that of Source.
	List(ctx context.Context, q Query) iter.Seq2[Object, error]
	// MayFollow reports whether List may yield name later than after, as far as its order is known.
	MayFollow(name, after string) bool
}

// Linker is a Source whose objects another service can read by itself.
type Linker interface {
	// Link returns the URL of the object, with what authorizes reading it for as long as a copy may take.
	Link(ctx context.Context, obj Object) (Secret, error)
}

// Copier is a Destination whose service copies by itself.
type Copier interface {
	Destination
	// StartCopy makes the service start to copy an object to obj.Name, replacing what is there. The service reads the source
	// from link as Linker returns it, and only while it has obj.ETag: once it has another, the error is of kind Changed. A
	// pending copy of the same link is adopted.
	StartCopy(ctx context.Context, obj Object, link Secret) (CopyStatus, error)
	// CopyStatus returns the state of the copy of this ID to obj.Name. It is an error when that failed, was aborted, or is
	// no longer the last copy to that name.
	CopyStatus(ctx context.Context, obj Object, id string) (CopyStatus, error)
	// Copied reports whether obj.Name is a complete copy of the link, made since the source became what obj describes, and
	// unchanged since.
	Copied(ctx context.Context, obj Object, link Secret) (bool, error)
}

// CopyStatus is the state of a copy that a service makes by itself.
type CopyStatus struct {
	ID     string
	Copied int64 // bytes
	Done   bool
}
