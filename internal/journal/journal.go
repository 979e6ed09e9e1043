// Package journal keeps on disk what a run has planned and done, so that the next run can complete one that was cut off at
// any instant. It stores entries, cursors, steps and notes as bytes and numbers, and does not know what they mean.
//
// A journal is one file, AzCopy.jnl, in its own folder or the user's default one, and is locked against a second
// process. It is an append-only log (package framelog) of records (record.go), many in each frame. When most records are
// obsolete, the journal rewrites the log without them, so it does not grow with the number of entries.
//
// Entries are stored before they are started, many at once; everything else is stored a moment after it happened. So a kill
// loses only the fact that something was done, and the destination shows that. And since the log is valid up to its end, each
// record that is read comes with all that were stored before it.
//
// Entries that are neither finished nor failed are kept in memory, as are the notes. Failed entries stay in the file.
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
	kept     atomic.Bool // more of the run is stored than its header
	urgent   atomic.Bool // other changes are pending than finished entries
	reading  atomic.Bool // Left is reading failed entries from the log, which must not be rewritten

	committing sync.Mutex // held from taking the pending records to their commit, so that commits keep their order
	log        *framelog.Log

	mu      sync.Mutex
	state   state
	pending []byte // records that the next commit writes
	failed  error  // of a commit; after it nothing is written any more

	ending  sync.Once
	stop    chan struct{}
	stopped sync.WaitGroup
}

// Path returns the journal's file.
func (j *Journal) Path() string { return filepath.Join(j.folder, FileName) }

// Folder returns the folder that the journal is in.
func (j *Journal) Folder() string { return j.folder }

// Files returns the paths of the journal's files. They stay the same files as long as the journal is open.
func (j *Journal) Files() []string { return []string{j.Path(), pidPath(j.folder)} }

// Resumes reports whether the journal belongs to a run that was not completed.
func (j *Journal) Resumes() bool { return j.resumes }

// Header returns the header of the run.
func (j *Journal) Header() Header {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state.header
}

// Begin starts the journal of a new run and forgets any previous one, except its notes of the kept kinds. When that fails,
// the journal is unchanged.
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
		return &WriteError{Folder: j.folder, Err: err, Kept: j.kept.Load() && h.Command == j.state.header.Command}
	}
	j.state, j.pending, j.resumes = next, nil, false
	j.kept.Store(false)
	return nil
}

// Amend replaces the header of the run and keeps its entries. It returns once that is on the disk.
func (j *Journal) Amend(h Header) error { return j.storeNow(headed(h)) }

// Relist prepares the run to list again: it replaces the header, replaces all cursors by that of one range, and forgets the
// notes of a kind. It keeps the entries that failed. It returns once that is on the disk.
func (j *Journal) Relist(h Header, r uint64, cursor []byte, forgotten uint64) error {
	return j.storeNow(record{kind: kindNoCursors}, record{kind: kindCursor, key: r, text: cursor}, record{kind: kindNoNotes, key: forgotten}, headed(h))
}

// AnswerAll stores that the question to overwrite was answered for the rest of the run.
func (j *Journal) AnswerAll() error {
	h := j.Header()
	h.OverwriteAll = true
	return j.keep(headed(h))
}

// Close stores all pending changes and keeps the journal for a later run.
func (j *Journal) Close() error { return j.end(j.store, j.file.Close) }

// Remove closes and deletes the journal of a run that is complete.
func (j *Journal) Remove() error { return j.end(j.file.Remove) }

// end stops the regular commits and then does the rest. Only the first call does anything.
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
