package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

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

// ErrStays stands beside an entry whose object a question was answered with No about, and that is not asked about again.
var ErrStays = errors.New("skipped: an earlier run was not to replace what is at the destination; add /Y to replace it")

// Stay finishes an entry that is not to replace the destination's object. As long as the run is not complete, and the source is
// what it was, neither will any later listing of it.
func (j *Journal) Stay(e plan.Entry) error {
	j.mu.Lock()
	obj := e.Object
	if m := j.moving[e.ID]; m != nil {
		obj = m.entry.Object // the question was about what had been put in its place
	}
	j.mark(staysBucket, obj)
	j.mu.Unlock()
	return j.Finish(e.ID)
}

// ForgetStays forgets what was to stay, for a run that replaces whatever is at the destination.
func (j *Journal) ForgetStays() error {
	j.committing.Lock()
	defer j.committing.Unlock()
	if !j.resumes {
		return nil
	}
	none := false
	err := j.view(func(tx *bbolt.Tx) error {
		k, _ := tx.Bucket([]byte(staysBucket)).Cursor().First()
		none = k == nil
		return nil
	})
	if none || err != nil {
		return err
	}
	return j.write(func(r *records) error { return r.clear(staysBucket) })
}

// Unsettled passes on what a planner yields when a listing begins again, without the entries that an earlier run has left and
// this one has tried. Beside those that are not to replace the destination's object it yields ErrStays.
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
			is, reading := j.standing(e.Object)
			switch {
			case reading != nil:
				yield(plan.Entry{}, reading)
				return
			case is.tried:
				continue
			case is.staying && err == nil:
				e.Unplanned, err = true, ErrStays
			}
			e.Declined = is.declined
			if !yield(e, err) {
				return
			}
		}
	}
}

// mark has the next commit write down an object. Of two that get the same key the later one is kept, and the other
// taken for unmarked. j.mu is held.
func (j *Journal) mark(bucket string, obj storage.Object) {
	at, text := mark(bucket, obj)
	j.put(at, text)
	j.urgent = true
}

// standing is what an earlier run, or this one, has made of an object.
type standing struct {
	tried    bool
	staying  bool // the question about it was answered with No
	declined bool // so it was, and the object has changed since
}

func (j *Journal) standing(obj storage.Object) (is standing, err error) {
	if obj.Name == "" { // the end of the stream
		return standing{}, nil
	}
	err = j.view(func(tx *bbolt.Tx) error {
		at, name := mark(triedBucket, obj)
		stored, err := get(tx, at)
		if err != nil {
			return err
		}
		is.tried = bytes.Equal(stored, name)
		at, text := mark(staysBucket, obj)
		if stored, err = get(tx, at); err != nil {
			return err
		}
		is.staying = bytes.Equal(stored, text)
		is.declined = !is.staying && bytes.HasPrefix(stored, append(name, 0))
		return nil
	})
	return is, err
}

// mark returns where an object is written down, and the text by which it is known. What stays is known by what tells that it has
// changed as well. No name holds a zero byte.
func mark(bucket string, obj storage.Object) (at slot, text []byte) {
	text = []byte(obj.Name + "\x00" + obj.Snapshot)
	sum := sha256.Sum256(text)
	if bucket == staysBucket {
		text = fmt.Appendf(text, "\x00%d\x00%s\x00%s", obj.Size, obj.ModTime.UTC().Format(time.RFC3339Nano), obj.ETag)
	}
	return slot{bucket, string(sum[:idLength])}, text
}
