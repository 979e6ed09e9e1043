// Package storage is the vocabulary that planner, engine and drivers share: where data lies (Location), what lies there
// (Object), and the few operations that a copy needs from either end (Source, Destination). It does no I/O itself.
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
	// Snapshots includes the snapshots of blobs, each before the blob itself and the oldest first. Sources that have
	// none ignore it.
	Snapshots bool
	// After resumes a listing: only objects that come after this name in the source's order are listed. The object
	// itself need not exist any more. When the name is that of an *ObjectError's folder, everything in the folder comes
	// before.
	After string
	// AfterSnapshot is the snapshot of the blob After that was listed last; empty when it was the blob itself.
	AfterSnapshot string
}

// Source is the reading end of a copy. Its methods may be called concurrently.
type Source interface {
	// List yields the selected objects in an order that is the same in every call, so that Query.After can resume. An
	// object that can't be listed yields an *ObjectError and the listing goes on; any other error ends it. A location
	// that does not exist is an error of kind NotFound; one that is empty yields nothing.
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
	// Verify reports, with an error of kind Changed, whether the object changed since it was listed. Called after the
	// last ReadRange, it proves that what was read is one consistent state of the object.
	Verify(ctx context.Context) error
}

// Traits are the facts about how a destination keeps an object, from which everything else follows: no other package asks
// what kind of place it is. The zero value is a place that keeps content and nothing else.
type Traits struct {
	// InPlace is whether the object is written under its own name: what had the name before is lost as soon as Create
	// returns, and what is there until Commit is marked as Object.Incomplete.
	InPlace bool
	// Ordered is whether chunks must be written one at a time, each after the one before.
	Ordered bool
	// KeepsMD5 is whether Properties.ContentMD5 is stored with the object.
	KeepsMD5 bool
	// VouchesMD5 is whether a stored MD5 proves what the content is, since nobody can change the content and leave it.
	VouchesMD5 bool
	// KeepsProperties is whether the other properties and the metadata are stored with the object.
	KeepsProperties bool
	// Typed is whether the object has a blob type, and takes the place of one of the same type only.
	Typed bool
	// KeepsTimes is whether the object can be given the modification time of its source.
	KeepsTimes bool
	// Durable is whether what was written when WriteChunk, Commit and Put returned survives a power cut at this end.
	Durable bool
	// Remote is whether a service keeps the object, so that a host or a credential that fails for one fails for all.
	Remote bool
	// Folder is whether the object becomes a folder: it has no content, and one that exists is left as it is.
	Folder bool
}

// Destination is the writing end of a copy. Its methods may be called concurrently, for different names.
type Destination interface {
	// Traits returns how an object of obj's blob type is kept. It sends nothing.
	Traits(obj Object) Traits
	// Prepare creates the container or folder when it is missing. A service that refuses to create it, because it
	// exists or because the credential may not, is no error: the first object will show whether it can be written.
	Prepare(ctx context.Context) error
	// Stat returns the object of exactly this name, or an error of kind NotFound. It may be called before Prepare and
	// while that runs.
	Stat(ctx context.Context, name string) (Object, error)
	// StatFolder is as Stat, but finds a folder as well, as an object without a time. Where objects stand for folders, it
	// is Stat.
	StatFolder(ctx context.Context, name string) (Object, error)
	// Allows returns why the destination takes no object of this name, such as that a file of the run itself has it, and nil
	// as long as nothing is known against it. It sends nothing.
	Allows(name string) error
	// ChunkSize returns the length in bytes of all chunks but the last of an object of obj's size and blob type, at
	// least 1, so that the destination's limit on the number of chunks is kept. An object that is larger than the
	// destination can hold is an error of kind TooLarge; a size that objects there can't have is an error of kind
	// InvalidSize.
	ChunkSize(obj Object) (int64, error)
	// Create begins to write obj. Its Name is that at the destination; its Size and ModTime are the source's. Unless it is
	// written InPlace, nothing is visible under the name before Commit, and an object that exists already is replaced by
	// Commit and stays as it is until then.
	//
	// With the token of an interrupted writer of the same obj, what that has left is kept, and Holds says what it is;
	// where nothing is left, or the destination may not be asked, the error is of kind NotFound, and nothing has been
	// made. It is the caller who knows that the source is still in the state that it was written from, and the chunks are
	// of the same length. Without a token, what was left is given up.
	Create(ctx context.Context, obj Object, token []byte) (ChunkWriter, error)
	// Put writes an object of at most one chunk whole, with obj's properties, for less than Create, WriteChunk and Commit
	// cost: its content is p, and obj.Size is len(p). An object that is a Folder is made with those above it, where they
	// are missing.
	Put(ctx context.Context, obj Object, p []byte) error
	// Discard gives up what the interrupted writer of this token has left of obj. What anybody else has written, or the
	// writer has committed, stays.
	Discard(ctx context.Context, obj Object, token []byte) error
}

// ChunkWriter writes one object. WriteChunk may be called concurrently and in any order, unless the object is Ordered.
// A writer ends with one of Commit, Suspend and Abort; Commit may fail and be followed by one of the others.
type ChunkWriter interface {
	// Token returns what another writer needs to go on with what this one has written. No two writers that began anew
	// have the same, so that the work of one is not taken for that of another. It is never empty.
	Token() []byte
	// Holds reports whether the destination still has what an earlier writer of the same object wrote as this chunk, as
	// far as the destination can tell: the caller must also know that the chunk was written. It is false for a writer
	// that was not created to resume. It sends nothing: Create has asked for what it needs to know.
	Holds(c Chunk) bool
	// WriteChunk writes p, which is c.Length bytes, at its place. p is the caller's again when it returns.
	WriteChunk(ctx context.Context, c Chunk, p []byte) error
	// Commit makes the object visible with these properties, once all chunks are written.
	Commit(ctx context.Context, props Properties) error
	// Suspend leaves what was written for a later Create with the writer's token, and frees what it holds on this machine.
	Suspend() error
	// Abort gives up what was written and frees what it held, as far as the destination can.
	Abort(ctx context.Context) error
}

// ChunkReader is a ChunkWriter that can read back what it holds, for less than the source's bytes cost.
type ChunkReader interface {
	// ReadChunk fills p with a chunk that the writer holds, wholly or with an error. It may be called concurrently.
	ReadChunk(ctx context.Context, c Chunk, p []byte) error
}

// Lister is a Destination that can list what it has: one request then answers for thousands of names.
type Lister interface {
	// List is as Source's.
	List(ctx context.Context, q Query) iter.Seq2[Object, error]
	// MayFollow reports whether List may yield name after the name after, for all that is known of its order.
	MayFollow(name, after string) bool
}

// Linker is a Source whose objects another service can read by itself.
type Linker interface {
	// Link returns the URL of the object, with whatever authorizes reading it for as long as a copy may take.
	Link(ctx context.Context, obj Object) (Secret, error)
}

// Copier is a Destination whose service copies by itself.
type Copier interface {
	Destination
	// StartCopy has the service begin to copy an object to obj.Name, in place of what is there. The source is read from
	// link as Linker returns it, and only while it has obj.ETag: once it has another, the error is of kind Changed. A
	// copy of the same link that is pending already is adopted.
	StartCopy(ctx context.Context, obj Object, link Secret) (CopyStatus, error)
	// CopyStatus returns how the copy of this ID to obj.Name fares. A copy that failed, was aborted, or is no longer
	// the last one to that name is an error.
	CopyStatus(ctx context.Context, obj Object, id string) (CopyStatus, error)
	// Copied reports whether obj.Name is a complete copy of the link, made when the source was already what obj
	// describes, and unchanged since.
	Copied(ctx context.Context, obj Object, link Secret) (bool, error)
}

// CopyStatus is the state of a copy that a service makes by itself.
type CopyStatus struct {
	ID     string
	Copied int64 // bytes
	Done   bool
}
