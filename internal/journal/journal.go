// Package journal keeps on disk what a run has planned and done, so that a run that was cut off at any instant can be
// completed by the next one. It stores entries, cursors, steps and notes as bytes and numbers, and does not know what they
// mean.
//
// A journal is one file, AzCopy.jnl, in a folder of its own or the user's default one, and is locked against a second
// process. It is an append-only log (package framelog) of records (record.go), many in each frame. When most records have
// lost their meaning, the log is rewritten with the others. So it does not grow with the number of entries.
//
// Entries are stored before they are started, many at once; all else is stored a moment after it happened. What is lost by
// a kill is therefore only that something was done, and the destination shows that. And since a log is read up to where it
// is whole, nothing is known without all that was stored before it.
//
// In memory are the entries that are neither finished nor failed, and the notes. Failed entries wait in the file.
package journal

import (
	"cmp"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"azcopy/internal/exclusive"
	"azcopy/internal/framelog"
)

// FileName is the journal's name in its folder.
const FileName = "AzCopy.jnl"

// Journal is an open journal. Its methods may be called concurrently.
type Journal struct {
	folder   string
	file     *exclusive.File
	interval time.Duration
	resumes  bool
	kept     atomic.Bool // something of the run is stored beside its header
	urgent   atomic.Bool // not all that is pending says that entries are finished
	reading  atomic.Bool // entries that failed are read from the log, which is not rewritten

	committing sync.Mutex // held from taking what is pending to its commit, so that commits keep their order
	log        *framelog.Log

	mu      sync.Mutex
	state   state
	pending []byte // records that the next commit writes
	failed  error  // of a commit; nothing is written any more

	ending  sync.Once
	stop    chan struct{}
	stopped sync.WaitGroup
}

// Path returns the journal's file.
func (j *Journal) Path() string { return filepath.Join(j.folder, FileName) }

// Folder returns the folder that the journal lies in.
func (j *Journal) Folder() string { return j.folder }

// Files returns the paths of the files that it is kept in. They stay the same files as long as the journal is open.
func (j *Journal) Files() []string { return []string{j.Path(), pidPath(j.folder)} }

// Resumes reports whether the journal is of a run that was not completed.
func (j *Journal) Resumes() bool { return j.resumes }

// Header returns that of the run.
func (j *Journal) Header() Header {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state.header
}

// Begin makes the journal that of a new run and forgets any previous one, but for the notes of the kept kinds. When that
// fails, the journal is what it was.
func (j *Journal) Begin(h Header, kept ...uint64) error {
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	next := newState()
	next.header = h
	for _, kind := range kept {
		next.notes[kind] = j.state.notes[kind]
	}
	if err := j.log.Rewrite(frames(next.records(), func(func(record, error) bool) {})); err != nil {
		sameRun := h.Command == j.state.header.Command
		return &WriteError{Folder: j.folder, Err: err, Kept: j.kept.Load() && sameRun}
	}
	j.state, j.pending, j.resumes = next, nil, false
	j.kept.Store(false)
	return nil
}

// Amend stores another header of the run, whose entries stay. It returns once that is on the disk.
func (j *Journal) Amend(h Header) error { return j.storeNow(headed(h)) }

// Relist has the run list again: it stores another header and one cursor in place of all, and forgets the notes of a kind.
// The entries that failed stay. It returns once that is on the disk.
func (j *Journal) Relist(h Header, cursor []byte, forgotten uint64) error {
	return j.storeNow(record{kind: kindNoCursors}, record{kind: kindCursor, text: cursor}, record{kind: kindNoNotes, key: forgotten}, headed(h))
}

// AnswerAll stores that the question to overwrite was answered for the rest of the run.
func (j *Journal) AnswerAll() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	h := j.state.header
	h.OverwriteAll = true
	return j.do(headed(h))
}

// Close stores what was done and keeps the journal for a later run.
func (j *Journal) Close() error { return j.end(j.store, j.file.Close) }

// Remove ends the journal of a run that is complete: its file is deleted.
func (j *Journal) Remove() error { return j.end(j.file.Remove) }

// end stops the regular commits, the first time that it is called, and then does the rest.
func (j *Journal) end(rest ...func() error) (err error) {
	j.ending.Do(func() {
		close(j.stop)
		j.stopped.Wait()
		for _, do := range rest {
			err = errors.Join(err, do())
		}
		j.mu.Lock()
		defer j.mu.Unlock()
		j.failed = cmp.Or(j.failed, errClosed)
	})
	return err
}
