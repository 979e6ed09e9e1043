package journal

import (
	"errors"
	"maps"

	"azcopy/internal/plan"

	"go.etcd.io/bbolt"
)

// steps are what is done of one entry.
type steps struct {
	// Done is a bitmap of the steps that have no state.
	Done []byte `json:",omitempty"`
	// States are those of the other steps.
	States map[int][]byte `json:",omitempty"`

	dirty, stored bool
}

func (s *steps) saved(step int) ([]byte, bool) {
	if state, ok := s.States[step]; ok {
		return state, true
	}
	return nil, step >= 0 && step/8 < len(s.Done) && s.Done[step/8]&(1<<(step%8)) != 0
}

func (s *steps) save(step int, state []byte) {
	s.dirty = true
	if state != nil || step < 0 {
		if s.States == nil {
			s.States = make(map[int][]byte)
		}
		s.States[step] = append([]byte{}, state...)
		return
	}
	if missing := step/8 + 1 - len(s.Done); missing > 0 {
		s.Done = append(s.Done, make([]byte, missing)...)
	}
	s.Done[step/8] |= 1 << (step % 8)
}

// Saved returns the state of a step of an entry that is being moved, and whether it was saved, by this run or an
// earlier one.
func (j *Journal) Saved(id uint64, step int) ([]byte, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	m := j.moving[id]
	if m == nil || m.steps == nil {
		return nil, false
	}
	return m.steps.saved(step)
}

// Save keeps that a step of an entry is done, with a state that may be nil. It does not wait for the disk. An error says
// that the journal can't be written any more.
func (j *Journal) Save(id uint64, step int, state []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if m := j.moving[id]; m != nil {
		if m.steps == nil {
			m.steps = new(steps)
		}
		m.steps.save(step, state)
		j.urgent = true
	}
	return j.failed
}

// Replace puts an entry in the place of the one of its ID, to be moved from the start: its steps are forgotten.
func (j *Journal) Replace(e plan.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	m := j.moving[e.ID]
	if m == nil {
		return j.failed
	}
	if m.steps != nil && m.steps.stored {
		j.remove(slot{stepBucket, idKey(e.ID)})
	}
	m.entry, m.steps = e, nil
	return errors.Join(j.putJSON(slot{entryBucket, idKey(e.ID)}, newRecord(e, m.failed)), j.failed)
}

// collectSteps has the next commit write the steps that have changed. j.mu is held.
func (j *Journal) collectSteps() error {
	for id, m := range j.moving {
		if m.steps == nil || !m.steps.dirty {
			continue
		}
		if err := j.putJSON(slot{stepBucket, idKey(id)}, m.steps); err != nil {
			return err
		}
		m.steps.dirty, m.steps.stored = false, true
	}
	return nil
}

// readSteps returns the stored steps of an entry, nil for none. j.mu is held.
func (j *Journal) readSteps(id uint64) (*steps, error) {
	var s *steps
	err := j.db.View(func(tx *bbolt.Tx) error {
		text := tx.Bucket([]byte(stepBucket)).Get([]byte(idKey(id)))
		if text == nil {
			return nil
		}
		s = &steps{stored: true}
		return decode(text, s)
	})
	if errors.Is(err, errDamaged) {
		return nil, nil // what was done is done again
	}
	if s != nil {
		s.Done = append([]byte{}, s.Done...)
		s.States = maps.Clone(s.States)
	}
	return s, err
}
