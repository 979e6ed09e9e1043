package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"azcopy/internal/plan"
	"azcopy/internal/storage"

	"go.etcd.io/bbolt"
)

// End stores that the run came to its end, at which only what failed is left.
func (j *Journal) End() error {
	h := j.Header()
	h.Ended = true
	return j.Amend(h)
}

// ListAgain has a run that ended with failures begin its listing again: the entries that failed stay, to be tried first.
func (j *Journal) ListAgain() error {
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	h, at := j.header, Cursor{ID: j.cursor.ID}
	h.Ended, h.Again, h.Recheck = false, true, true
	header, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode the journal's header: %w", err)
	}
	cursor, err := json.Marshal(storedCursor{Cursor: at})
	if err != nil {
		return fmt.Errorf("encode a record of the journal: %w", err)
	}
	err = j.write(func(r *records) error {
		return errors.Join(r.clear(triedBucket), r.put(slot{runBucket, headerKey}, header), r.put(slot{runBucket, cursorKey}, cursor))
	})
	if err == nil {
		j.header, j.cursor = h, at
	}
	return err
}

// Stay finishes an entry that is not to replace the destination's object. As long as the run is not complete, neither will any
// later listing of it.
func (j *Journal) Stay(e plan.Entry) error {
	j.mu.Lock()
	j.mark(staysBucket, e.Object)
	j.mu.Unlock()
	return j.Finish(e.ID)
}

// Unsettled passes on what a planner yields, without the entries that an earlier run has left and this one has tried, and
// without those that were not to replace the destination's object: a listing that begins again brings them a second time.
func (j *Journal) Unsettled(planned iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	if !j.Header().Recheck {
		return planned
	}
	return func(yield func(plan.Entry, error) bool) {
		if err := j.store(); err != nil { // all that was tried
			yield(plan.Entry{}, err)
			return
		}
		for e, err := range planned {
			settled, reading := j.isMarked(e.Object)
			if reading != nil {
				yield(plan.Entry{}, reading)
				return
			}
			if !settled && !yield(e, err) {
				return
			}
		}
	}
}

// mark has the next commit write the name of an object. Of two that get the same key the later one is kept, and the other
// taken for unmarked. j.mu is held.
func (j *Journal) mark(bucket string, obj storage.Object) {
	key, text := mark(obj)
	j.put(slot{bucket, key}, text)
	j.urgent = true
}

// isMarked reports whether an object was tried, or stays.
func (j *Journal) isMarked(obj storage.Object) (marked bool, err error) {
	if obj.Name == "" { // the end of the stream
		return false, nil
	}
	key, text := mark(obj)
	err = j.view(func(tx *bbolt.Tx) error {
		for _, bucket := range []string{triedBucket, staysBucket} {
			stored, err := get(tx, slot{bucket, key})
			if err != nil {
				return err
			}
			marked = marked || bytes.Equal(stored, text)
		}
		return nil
	})
	return marked, err
}

// mark returns the key and the text by which an object is known. No name holds a zero byte.
func mark(obj storage.Object) (key string, text []byte) {
	text = []byte(obj.Name + "\x00" + obj.Snapshot)
	sum := sha256.Sum256(text)
	return string(sum[:idLength]), text
}
