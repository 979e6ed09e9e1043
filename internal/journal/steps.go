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

// only returns the kept ones of the steps, nil when there is none.
func (s *steps) only(kept []int) *steps {
	if s == nil {
		return nil
	}
	var left *steps
	for _, step := range kept {
		state, saved := s.saved(step)
		if !saved {
			continue
		}
		if left == nil {
			left = new(steps)
		}
		left.save(step, state)
	}
	return left
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

// Restart forgets the steps of an entry from 0 on, because what they had written is gone, and keeps the state of another
// step: the disk never has the one without the other.
func (j *Journal) Restart(id uint64, step int, state []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	m := j.moving[id]
	if m == nil {
		return j.failed
	}
	if m.steps == nil {
		m.steps = new(steps)
	}
	m.steps.Done = nil
	maps.DeleteFunc(m.steps.States, func(step int, _ []byte) bool { return step >= 0 })
	m.steps.save(step, state)
	j.urgent = true
	return j.failed
}

// Replace puts an entry in the place of the one of its ID, to be moved from the start: its steps are forgotten, except the
// kept ones.
func (j *Journal) Replace(e plan.Entry, kept ...int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	m := j.moving[e.ID]
	if m == nil {
		return j.failed
	}
	if m.steps != nil && m.steps.stored {
		j.remove(slot{stepBucket, idKey(e.ID)})
	}
	m.entry, m.steps = e, m.steps.only(kept)
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
func (j *Journal) readSteps(id uint64) (s *steps, err error) {
	err = j.view(func(tx *bbolt.Tx) error {
		text, err := get(tx, slot{stepBucket, idKey(id)})
		if text == nil && err == nil {
			return nil
		}
		read := &steps{stored: true}
		if err == nil {
			err = decode(text, read)
		}
		if errors.Is(err, errDamaged) {
			return nil // what was done is done again
		}
		s = read
		return err
	})
	if s != nil {
		s.Done = append([]byte{}, s.Done...)
		s.States = maps.Clone(s.States)
	}
	return s, err
}
