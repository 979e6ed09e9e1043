package journal

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

const idLength = 8

func idKey(id uint64) string { return string(binary.BigEndian.AppendUint64(nil, id)) }

func keyID(key []byte) uint64 { return binary.BigEndian.Uint64(key) }

// Begin makes the journal that of a new run, and forgets any former one. Of the same command line, what stays at the destination
// is kept. When that fails, the journal is what it was.
func (j *Journal) Begin(h Header) error {
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	anew := h.Command != j.header.Command
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode the journal's header: %w", err)
	}
	err = j.write(func(r *records) error {
		for _, name := range buckets() {
			if name == staysBucket && !anew && r.tx.Bucket([]byte(name)) != nil {
				continue
			}
			if err := r.clear(name); err != nil {
				return err
			}
		}
		return errors.Join(r.put(slot{runBucket, versionKey}, []byte(version)), r.put(slot{runBucket, headerKey}, text))
	})
	if failed, ok := errors.AsType[*WriteError](err); ok && anew {
		failed.Kept = false // what is kept is another run
	}
	if err != nil {
		return err
	}
	j.header, j.cursor, j.resumes = h, Cursor{}, false
	j.batches, j.moving, j.dirty = nil, map[uint64]*moving{}, map[slot][]byte{}
	j.kept.Store(false)
	return nil
}

// put has the next commit write a record. j.mu is held.
func (j *Journal) put(at slot, value []byte) { j.dirty[at] = value }

func (j *Journal) putJSON(at slot, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode a record of the journal: %w", err)
	}
	j.put(at, text)
	j.urgent = true
	return nil
}

// remove has the next commit delete a record. j.mu is held.
func (j *Journal) remove(at slot) { j.dirty[at] = nil }

// patience is for how many intervals it may wait to be stored that entries are finished: the destination tells that too.
const patience = 8

// storeRegularly commits what was done, until Close.
func (j *Journal) storeRegularly() {
	ticker := time.NewTicker(j.interval)
	defer ticker.Stop()
	for waited := 1; ; waited++ {
		select {
		case <-j.stop:
			return
		case <-ticker.C:
		}
		if waited < patience && !j.isUrgent() {
			continue
		}
		waited = 0
		// Whoever uses the journal next is told of an error.
		_ = j.store()
	}
}

func (j *Journal) isUrgent() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.urgent
}

// store commits all that is dirty.
func (j *Journal) store() error {
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	if j.failed != nil {
		defer j.mu.Unlock()
		return j.failed
	}
	if err := j.collect(); err != nil {
		defer j.mu.Unlock()
		j.failed = err
		return err
	}
	dirty := j.dirty
	j.dirty, j.urgent = map[slot][]byte{}, false
	j.mu.Unlock()
	if len(dirty) == 0 {
		return nil
	}
	err := j.write(func(r *records) error { return apply(r, dirty) })
	if err != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.failed = err
		return err
	}
	j.kept.Store(true)
	return nil
}

// write runs one transaction; j.committing is held.
func (j *Journal) write(by func(r *records) error) error {
	if err := j.guard(j.db.Update, func(tx *bbolt.Tx) error { return change(tx, by) }); err != nil {
		return err
	}
	if j.written != nil {
		j.written()
	}
	return nil
}

// view runs one transaction that only reads.
func (j *Journal) view(read func(tx *bbolt.Tx) error) error { return j.guard(j.db.View, read) }

// guard carries out a transaction; its error is a *WriteError. A file that was damaged or cut off while it was open is an error,
// not a panic, and from then on nothing is read from it or written to it: the database may have been left locked.
func (j *Journal) guard(transact func(func(*bbolt.Tx) error) error, do func(*bbolt.Tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			j.broken.Store(true)
			err = errDamaged
		}
		if err != nil {
			err = j.writeError(err)
		}
	}()
	// A transaction that can't read the first pages would leave a lock held that another may be waiting for.
	if j.broken.Load() || !j.hasFirstPages() {
		j.broken.Store(true)
		return errDamaged
	}
	return transact(do)
}

// hasFirstPages reports whether the file is long enough for the two pages that describe it.
func (j *Journal) hasFirstPages() bool {
	info, err := j.file.Stat()
	return err == nil && info.Size() >= int64(2*os.Getpagesize())
}

func apply(r *records, dirty map[slot][]byte) error {
	for at, text := range dirty {
		var err error
		if text == nil {
			err = r.remove(at)
		} else {
			err = r.put(at, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Close stores what was done and keeps the journal for a later run.
func (j *Journal) Close() error {
	if j.ended() {
		return nil
	}
	err := j.store()
	j.removePID()
	return errors.Join(err, j.release())
}

// Remove ends the journal of a run that is complete: its file is deleted.
func (j *Journal) Remove() error {
	if j.ended() {
		return nil
	}
	// Where an open file can be removed it is, while nobody else can have locked it. Whose it was goes before: from then
	// on the folder may be another run's.
	j.removePID()
	if !isNamed(j.file, j.path) {
		return j.release() // what has its name now is somebody else's
	}
	removing := os.Remove(j.path)
	err := j.release()
	if removing != nil {
		removing = os.Remove(j.path)
	}
	return errors.Join(err, removing)
}

// ended stops the regular commits; it reports whether they had been stopped before.
func (j *Journal) ended() bool {
	j.mu.Lock()
	select {
	case <-j.stop:
		j.mu.Unlock()
		return true
	default:
		close(j.stop)
	}
	j.mu.Unlock()
	j.stopped.Wait()
	return false
}

func (j *Journal) release() error {
	j.mu.Lock()
	if j.failed == nil {
		j.failed = errClosed
	}
	j.mu.Unlock()
	if j.broken.Load() {
		return nil // what can't be closed any more is closed with the process
	}
	return j.db.Close()
}
