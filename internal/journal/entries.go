package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"azcopy/internal/plan"

	"go.etcd.io/bbolt"
)

// batchSize is how many entries are stored in one commit at the most: enough that its cost is little for each.
const batchSize = 512

// batch are entries that were stored together and begun since.
type batch struct {
	first, last uint64 // IDs; between them there may be gaps
	finished    []byte // a bitmap of the IDs from the first on
	left        int    // entries that are not finished
	dirty       bool   // finished is to be stored
}

// record is an entry that is stored by itself.
type record struct {
	plan.Entry
	// Name is that of an object which JSON can't hold: see exact.
	Name   exact `json:",omitempty"`
	Failed bool  `json:",omitempty"`
}

func newRecord(e plan.Entry, failed bool) record {
	r := record{Entry: e, Failed: failed}
	if name := exact(e.Object.Name); !name.isText() {
		r.Name = name
	}
	return r
}

// restored returns the entry as it was stored.
func (r record) restored() plan.Entry {
	if r.Name != "" {
		r.Object.Name = string(r.Name)
	}
	return r.Entry
}

// Plan stores entries, which have ascending IDs, before they are begun. It returns once they are on the disk; at is
// the place in the listing behind the last.
func (j *Journal) Plan(entries []plan.Entry, at Cursor) error {
	j.mu.Lock()
	err := j.plan(entries, at)
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.store()
}

func (j *Journal) plan(entries []plan.Entry, at Cursor) error {
	j.cursor = at
	if err := j.putJSON(slot{runBucket, cursorKey}, storedCursor{at, exact(at.Name)}); err != nil || len(entries) == 0 {
		return err
	}
	first, last := entries[0].ID, entries[len(entries)-1].ID
	b := &batch{first: first, last: last, left: len(entries), finished: make([]byte, (last-first)/8+1)}
	for _, e := range entries {
		j.moving[e.ID] = &moving{entry: e, batch: b}
	}
	j.batches = append(j.batches, b)
	return j.putJSON(slot{batchBucket, idKey(b.first)}, entries)
}

// Finish forgets an entry that is done: moved, or skipped for good.
func (j *Journal) Finish(id uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	m := j.moving[id]
	if m != nil {
		j.forget(id, m)
	}
	if m == nil || m.batch == nil {
		j.remove(slot{entryBucket, idKey(id)})
	}
	return j.failed
}

// Fail keeps an entry that could not be moved for a later run.
func (j *Journal) Fail(e plan.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if m := j.moving[e.ID]; m != nil {
		if m.steps != nil && m.steps.dirty {
			if err := j.putJSON(slot{stepBucket, idKey(e.ID)}, m.steps); err != nil {
				return err
			}
		}
		m.steps = nil // they stay on the disk
		j.forget(e.ID, m)
	}
	return errors.Join(j.putJSON(slot{entryBucket, idKey(e.ID)}, newRecord(e, true)), j.failed)
}

// forget takes an entry out of what is being moved. j.mu is held.
func (j *Journal) forget(id uint64, m *moving) {
	delete(j.moving, id)
	if m.steps != nil && m.steps.stored {
		j.remove(slot{stepBucket, idKey(id)})
	}
	if b := m.batch; b != nil {
		i := id - b.first
		b.finished[i/8] |= 1 << (i % 8)
		b.left--
		b.dirty = true
	}
}

// collect prepares a commit: batches that are done are removed, what is left of older ones is stored entry by entry, so
// that one slow entry does not keep hundreds of others, and the steps of what is being moved are stored. j.mu is held.
func (j *Journal) collect() error {
	kept := j.batches[:0]
	for i, b := range j.batches {
		newest := i >= len(j.batches)-2
		if b.left > 0 && !newest {
			if err := j.scatter(b); err != nil {
				return err
			}
		}
		switch {
		case b.left == 0 || !newest:
			j.remove(slot{batchBucket, idKey(b.first)})
			j.remove(slot{finishedBucket, idKey(b.first)})
			continue
		case b.dirty:
			j.put(slot{finishedBucket, idKey(b.first)}, append([]byte{}, b.finished...))
			b.dirty = false
		}
		kept = append(kept, b)
	}
	clear(j.batches[len(kept):])
	j.batches = kept
	return j.collectSteps()
}

// scatter stores each unfinished entry of a batch by itself.
func (j *Journal) scatter(b *batch) error {
	for id := b.first; id <= b.last; id++ {
		m := j.moving[id]
		if m == nil || m.batch != b {
			continue
		}
		m.batch = nil
		if err := j.putJSON(slot{entryBucket, idKey(id)}, newRecord(m.entry, m.failed)); err != nil {
			return err
		}
	}
	return nil
}

// Unfinished yields the entries that an earlier run has left, first those that failed, and makes each one that is being
// moved. What is planned meanwhile, or has failed again, it does not yield. An error is the end.
func (j *Journal) Unfinished() iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		if !j.Resumes() {
			return
		}
		if err := j.scatterStored(); err != nil {
			yield(plan.Entry{}, err)
			return
		}
		last := j.Cursor().ID
		for _, failed := range []bool{true, false} {
			for r, err := range j.stored(last) {
				if err != nil {
					yield(plan.Entry{}, err)
					return
				}
				if r.Failed != failed {
					continue
				}
				if !yield(j.resume(r)) {
					return
				}
			}
		}
	}
}

// resume makes a stored entry one that is being moved.
func (j *Journal) resume(r record) (plan.Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := r.restored()
	e.Left, e.Attempted = true, true
	if j.header.Again && e.ChunkSize > 0 { // else it is to be planned
		j.mark(triedBucket, e.Object)
	}
	s, err := j.readSteps(e.ID)
	// That it failed once means nothing for a run that is cut off now, but its turn stays the first.
	j.moving[e.ID] = &moving{entry: e, steps: s, failed: r.Failed}
	return e, err
}

// scatterStored replaces the batches of the earlier run by the entries of them that it had not finished.
func (j *Journal) scatterStored() error {
	j.committing.Lock()
	defer j.committing.Unlock()
	return j.write(func(r *records) error {
		cursor := r.tx.Bucket([]byte(batchBucket)).Cursor()
		for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
			text, err := content(batchBucket, k, v)
			if err != nil {
				return err
			}
			finished, err := get(r.tx, slot{finishedBucket, string(k)})
			if err != nil {
				return err
			}
			if err := scatterInto(r, text, finished); err != nil {
				return err
			}
		}
		return errors.Join(r.clear(batchBucket), r.clear(finishedBucket))
	})
}

func scatterInto(r *records, text, finished []byte) error {
	var planned []plan.Entry
	if err := decode(text, &planned); err != nil {
		return err
	}
	for _, e := range planned {
		if i := e.ID - planned[0].ID; i/8 < uint64(len(finished)) && finished[i/8]&(1<<(i%8)) != 0 {
			continue
		}
		record, err := json.Marshal(newRecord(e, false))
		if err != nil {
			return fmt.Errorf("encode an entry: %w", err)
		}
		if err := r.put(slot{entryBucket, idKey(e.ID)}, record); err != nil {
			return err
		}
	}
	return nil
}

// stored yields the entries that are stored by themselves, up to the one of an ID. Each is read on its own, since entries
// may come and go meanwhile.
func (j *Journal) stored(last uint64) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for next := ""; ; {
			var r record
			found := false
			err := j.view(func(tx *bbolt.Tx) error {
				k, v := tx.Bucket([]byte(entryBucket)).Cursor().Seek([]byte(next))
				if found = k != nil && keyID(k) <= last; !found {
					return nil
				}
				next = idKey(keyID(k) + 1)
				text, err := content(entryBucket, k, v)
				if err != nil {
					return err
				}
				return decode(text, &r)
			})
			if err != nil {
				yield(record{}, err)
				return
			}
			if !found || !yield(r, nil) {
				return
			}
		}
	}
}
