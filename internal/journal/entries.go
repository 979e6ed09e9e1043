package journal

// Entry is a unit of work, as the caller encodes it.
type Entry struct {
	Key  uint64 // unique within the run
	Text []byte
}

// Cursor returns up to where the listing of a range has been stored as entries; nil when none of it has.
func (j *Journal) Cursor(r uint64) []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state.cursors[r]
}

// Plan stores entries before they are started, together with the cursor of their range after the last of them, and with
// other entries that are done. It returns once that is on the disk.
func (j *Journal) Plan(entries []Entry, r uint64, cursor []byte, done ...uint64) error {
	records := make([]record, 0, len(entries)+len(done)+1)
	for _, e := range entries {
		records = append(records, record{kind: kindOpen, key: e.Key, text: e.Text})
	}
	for _, key := range done {
		records = append(records, record{kind: kindFinish, key: key})
	}
	return j.storeNow(append(records, record{kind: kindCursor, key: r, text: cursor})...)
}

// Finish forgets an entry that is done: moved, or skipped for good. It ignores an entry that was not stored.
func (j *Journal) Finish(key uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state.open[key] == nil {
		return j.failed
	}
	return j.do(record{kind: kindFinish, key: key})
}

// Fail keeps an entry that could not be moved, with its steps, for a later run.
func (j *Journal) Fail(key uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.state.open[key]
	if e == nil {
		return j.failed
	}
	return j.do(record{kind: kindFail, key: key, text: appendRecords(nil, e.records(key)...)})
}

// Replace replaces the entry with the same key by one that is moved from the start. It forgets its steps, except the kept
// ones.
func (j *Journal) Replace(e Entry, kept ...int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	was := j.state.open[e.Key]
	if was == nil {
		return j.failed
	}
	records := []record{{kind: kindOpen, key: e.Key, text: e.Text}}
	for _, n := range kept {
		if state, ok := was.saved(int64(n)); ok {
			records = append(records, record{kind: kindStep, key: e.Key, n: int64(n), text: state})
		}
	}
	return j.do(records...)
}

// Saved returns the state of a step of an open entry, and whether this run or an earlier one has saved it.
func (j *Journal) Saved(key uint64, step int) ([]byte, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.state.open[key]
	if e == nil {
		return nil, false
	}
	return e.saved(int64(step))
}

// Save records that a step of an entry is done, with a state that may be nil. It does not wait for the disk. An error means
// that the journal can't be written any more.
func (j *Journal) Save(key uint64, step int, state []byte) error {
	return j.keep(record{kind: kindStep, key: key, n: int64(step), text: state})
}

// Restart forgets the steps of an entry from 0 on, because what they wrote is gone, and saves the state of another step.
// Both reach the disk together.
func (j *Journal) Restart(key uint64, step int, state []byte) error {
	return j.keep(record{kind: kindRestart, key: key}, record{kind: kindStep, key: key, n: int64(step), text: state})
}

// Note stores a number for a hash, and replaces a previous one of the same kind.
func (j *Journal) Note(kind uint64, of Hash, n uint64) error {
	return j.keep(record{kind: kindNote, key: kind, n: int64(n), text: of[:]})
}

// Noted returns the number that Note stored, and whether there is one.
func (j *Journal) Noted(kind uint64, of Hash) (n uint64, noted bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n, noted = j.state.notes[kind][of]
	return n, noted
}

// ForgetNotes forgets all notes of a kind. It returns once that is on the disk.
func (j *Journal) ForgetNotes(kind uint64) error {
	return j.storeNow(record{kind: kindNoNotes, key: kind})
}
