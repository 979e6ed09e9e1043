package journal

import (
	"bytes"
	"encoding/json"
	"maps"

	"azcopy/internal/framelog"
)

// Hash is the key of a note: 16 bytes of a cryptographic hash, so that collisions need not be expected.
type Hash [16]byte

// state is the result of applying the records of a log in order.
type state struct {
	header  Header
	cursors map[uint64][]byte          // by range
	open    map[uint64]*entry          // by key
	notes   map[uint64]map[Hash]uint64 // by kind
	waiting int                        // failed entries in the log
	taken   int                        // earlier failed entries in the log, which are open again or done
}

// entry is an open entry, which is neither finished nor failed.
type entry struct {
	text []byte
	// done is a bitmap of the saved steps without a state; states has the others.
	done   []byte
	states map[int64][]byte
}

func newState() state {
	return state{cursors: map[uint64][]byte{}, open: map[uint64]*entry{}, notes: map[uint64]map[Hash]uint64{}}
}

// apply makes the change that a record describes. It keeps no reference to the record's text.
func (s *state) apply(r record) error {
	switch r.kind {
	case kindHeader:
		s.header = Header{}
		if json.Unmarshal(r.text, &s.header) != nil {
			return framelog.ErrDamaged
		}
	case kindCursor:
		s.cursors[r.key] = bytes.Clone(r.text)
	case kindNoCursors:
		clear(s.cursors)
	case kindOpen:
		s.open[r.key] = &entry{text: bytes.Clone(r.text)}
	case kindFinish:
		delete(s.open, r.key)
	case kindFail:
		delete(s.open, r.key)
		s.waiting++
	case kindTake:
		s.waiting--
		s.taken++
	case kindNote:
		if s.notes[r.key] == nil {
			s.notes[r.key] = map[Hash]uint64{}
		}
		var of Hash
		copy(of[:], r.text)
		s.notes[r.key][of] = uint64(r.n)
	case kindNoNotes:
		delete(s.notes, r.key)
	default:
		return s.applyStep(r)
	}
	return nil
}

// applyStep changes the steps of an open entry. It ignores those of other entries, which have failed.
func (s *state) applyStep(r record) error {
	e := s.open[r.key]
	if e == nil {
		e = new(entry)
	}
	switch r.kind {
	case kindRestart:
		e.done = nil
		maps.DeleteFunc(e.states, func(step int64, _ []byte) bool { return step >= 0 })
	case kindStep:
		e.save(r.n, r.text)
	case kindSteps:
		e.done = bytes.Clone(r.text)
	default:
		return framelog.ErrDamaged
	}
	return nil
}

// maxBit bounds the steps that the bitmap holds.
const maxBit = 1 << 27

func (e *entry) save(step int64, state []byte) {
	if len(state) > 0 || step < 0 || step >= maxBit {
		if e.states == nil {
			e.states = map[int64][]byte{}
		}
		e.states[step] = append([]byte{}, state...)
		return
	}
	if missing := int(step/8) + 1 - len(e.done); missing > 0 {
		e.done = append(e.done, make([]byte, missing)...)
	}
	e.done[step/8] |= 1 << (step % 8)
}

func (e *entry) saved(step int64) ([]byte, bool) {
	if state, ok := e.states[step]; ok {
		return state, true
	}
	return nil, step >= 0 && step/8 < int64(len(e.done)) && e.done[step/8]&(1<<(step%8)) != 0
}

// records returns the records that restore the entry under its key.
func (e *entry) records(key uint64) []record {
	all := []record{{kind: kindOpen, key: key, text: e.text}}
	if len(e.done) > 0 {
		all = append(all, record{kind: kindSteps, key: key, text: e.done})
	}
	for n, state := range e.states {
		all = append(all, record{kind: kindStep, key: key, n: n, text: state})
	}
	return all
}

// records returns the payload that restores the state, except for the failed entries.
func (s *state) records() []byte {
	payload := appendRecords(nil, headed(s.header))
	for r, cursor := range s.cursors {
		payload = appendRecords(payload, record{kind: kindCursor, key: r, text: cursor})
	}
	for key, e := range s.open {
		payload = appendRecords(payload, e.records(key)...)
	}
	for kind, notes := range s.notes {
		for hash, n := range notes {
			payload = appendRecords(payload, record{kind: kindNote, key: kind, n: int64(n), text: hash[:]})
		}
	}
	return payload
}
