// Package journal keeps on disk what a run has planned and done, so that a run that was cut off at any instant can be
// completed by the next one.
//
// A journal is one file, AzCopy.jnl, in a folder of its own or the user's default one. It is a bbolt database, which
// survives a kill in the middle of a write and locks the folder against a second process. It holds
//
//	run/version    the format's version, in decimal
//	run/header     the Header, in JSON
//	run/cursor     the Cursor: up to where the source's listing has become entries
//	run/sum        the sum of all other records' shares, in eight bytes; a share is 2³² plus the record's checksum
//	batches/ID     the entries that were planned together, from this ID on, as a JSON array
//	finished/ID    of such a batch, which entries are done: a bitmap
//	entries/ID     one entry, in JSON: the leftover of an older batch, or one that failed
//	steps/ID       which steps of an entry are done, and their states, in JSON
//	tried/HASH     the name and snapshot of an object that an earlier run has left and this one has tried: see ListAgain
//	stays/HASH     those of an object that was not to replace the destination's, its size, time and ETag: see Stay
//
// IDs and hashes are eight bytes, the highest first. Behind each value stands a checksum of four bytes: CRC-32C, of the bucket's name
// with a slash, the key and the value. A journal in which one of them, the sum, or the structure of the pages is wrong is
// damaged, and not resumed: what is read is all that one write has left, the last one unless the page is damaged that
// describes it.
//
// Entries are stored before they are begun, many at once; all else is stored a moment after it happened. What is lost by a
// kill is therefore only that something was done, and the destination tells. What is finished is removed, so that the file
// does not grow with the number of objects.
package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"azcopy/internal/plan"

	"go.etcd.io/bbolt"
)

// FileName is the journal's name in its folder.
const FileName = "AzCopy.jnl"

// version is that of the format. A journal of another one is not resumed.
const version = "4"

// Header says which run the journal is of.
type Header struct {
	// Command is the command line without secrets, by which the same one is recognised.
	Command string
	// Shown is the command line as it is told, with its secrets masked.
	Shown string
	// Options are those of the command line without the secrets, in JSON, and Sealed the secrets; NeedsSecrets with
	// nothing sealed says that there was no key to seal them with.
	Options      json.RawMessage
	Sealed       []byte `json:",omitempty"`
	NeedsSecrets bool   `json:",omitempty"`
	// Run tells the run from all others. Nobody else knows it: the names of its temporary files follow from it.
	Run string `json:",omitempty"`
	// Boot is the start of the machine that the run belongs to, as package boot tells it.
	Boot string `json:",omitempty"`
	// Recheck is whether the machine was started anew since objects of the run were done, so that the destination may
	// have lost any of them.
	Recheck bool `json:",omitempty"`
	// OverwriteAll is whether the question to overwrite was answered with All.
	OverwriteAll bool
	// Ended is whether the run came to its end, so that only what failed is left of it.
	Ended bool `json:",omitempty"`
	// Again is whether the run has begun its listing again: see ListAgain.
	Again bool `json:",omitempty"`
}

// Cursor is a place in the source's listing, behind the object of this name and snapshot.
type Cursor struct {
	Name     string
	Snapshot string `json:",omitempty"`
	// ID is that of the last entry.
	ID uint64
	// End is whether the listing was complete.
	End bool `json:",omitempty"`
}

// storedCursor is a Cursor in JSON.
type storedCursor struct {
	Cursor
	Name exact
}

// Journal is an open journal. Its methods may be called concurrently.
type Journal struct {
	path     string
	file     *os.File    // of that path, as db has it open
	pid      fs.FileInfo // of the file that says which process has the journal; nil when there is none
	db       *bbolt.DB
	interval time.Duration
	written  func()
	header   Header
	resumes  bool
	kept     atomic.Bool // something of the run is stored beside its header
	broken   atomic.Bool // the file was damaged while it was open: the database is not to be used again

	mu      sync.Mutex
	cursor  Cursor
	batches []*batch // those whose entries are stored together, the oldest first
	moving  map[uint64]*moving
	dirty   map[slot][]byte // what the next commit writes; nil deletes
	failed  error           // of a commit; nothing is written any more
	urgent  bool            // something is dirty beside what is finished

	committing sync.Mutex // held from taking what is dirty to its commit, so that commits keep their order
	stop       chan struct{}
	stopped    sync.WaitGroup
}

// slot is a place in the file.
type slot struct{ bucket, key string }

// The buckets.
const (
	runBucket      = "run"
	batchBucket    = "batches"
	finishedBucket = "finished"
	entryBucket    = "entries"
	stepBucket     = "steps"
	triedBucket    = "tried"
	staysBucket    = "stays"
)

func buckets() []string {
	return []string{runBucket, batchBucket, finishedBucket, entryBucket, stepBucket, triedBucket, staysBucket}
}

// moving is an entry that is neither finished nor failed.
type moving struct {
	entry plan.Entry
	batch *batch // nil when it is stored by itself
	steps *steps // nil when it has none
	// failed is whether it is stored as one that failed: until it is finished its turn is among the first.
	failed bool
}

// Path returns the journal's file.
func (j *Journal) Path() string { return j.path }

// Folder returns the folder that the journal lies in.
func (j *Journal) Folder() string { return filepath.Dir(j.path) }

// Files returns the paths of the files that it is kept in.
func (j *Journal) Files() []string { return []string{j.path, j.pidPath()} }

// Resumes reports whether the journal is of a run that was not completed.
func (j *Journal) Resumes() bool { return j.resumes }

// Header returns that of the run.
func (j *Journal) Header() Header {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.header
}

// Cursor returns how far the listing has become entries.
func (j *Journal) Cursor() Cursor {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.cursor
}

// AnswerAll stores that the question to overwrite was answered for the rest of the run.
func (j *Journal) AnswerAll() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.header.OverwriteAll = true
	return j.putJSON(slot{runBucket, headerKey}, j.header)
}

// Amend stores another header of the run, whose entries stay. It returns once that is on the disk.
func (j *Journal) Amend(h Header) error {
	j.mu.Lock()
	j.header = h
	err := j.putJSON(slot{runBucket, headerKey}, h)
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.store()
}

// errClosed is for what is told to a journal that has ended.
var errClosed = errors.New("the journal is closed")

// WriteError says that the journal can't be written any more.
type WriteError struct {
	Folder string
	Err    error
	// Kept is whether the journal holds something of the run, so that it can be resumed.
	Kept bool
}

// Error begins with the sentence that the classic AzCopy has for it, which scripts look for.
func (e *WriteError) Error() string {
	text := fmt.Sprintf("An error occurred while writing the restart journal to \"%s\". Detailed error: %s. ", e.Folder, strings.TrimSuffix(e.Err.Error(), "."))
	if errors.Is(e.Err, errDamaged) {
		return text + "Run the same command line again: it sets the damaged journal aside, and begins anew"
	}
	if e.Kept {
		return text + "The run can be resumed with the same command line once the folder can be written again"
	}
	return text + "Another folder can be named with /Z:<folder>"
}

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }

func (j *Journal) writeError(err error) error {
	return &WriteError{Folder: j.Folder(), Err: err, Kept: j.kept.Load()}
}
