package journal

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Left yields the entries that earlier runs left unfinished, the failed ones first, and makes each of them open. It does not
// yield entries that are planned after the call or that fail again. An error ends it.
func (j *Journal) Left() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		failed, open, err := j.left()
		if err != nil {
			yield(Entry{}, err)
			return
		}
		defer j.reading.Store(false)
		for r, err := range failed {
			e, err := j.take(r, err)
			if !yield(e, err) || err != nil {
				return
			}
		}
		for _, key := range open {
			j.mu.Lock()
			e := j.state.open[key]
			j.mu.Unlock()
			if e != nil && !yield(Entry{key, e.text}, nil) {
				return
			}
		}
	}
}

// left returns the failed entries, which are read from the log one by one, and the keys of the open ones. It keeps the log
// from being rewritten.
func (j *Journal) left() (failed iter.Seq2[record, error], open []uint64, err error) {
	if err := j.store(); err != nil {
		return nil, nil, err
	}
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.reading.Store(true)
	return failures(j.log.Frames(), j.state.taken), slices.Sorted(maps.Keys(j.state.open)), nil
}

// take makes the oldest failed entry open again.
func (j *Journal) take(failed record, err error) (Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	changes := []record{{kind: kindTake}}
	for payload := failed.text; err == nil && len(payload) > 0; {
		var r record
		r, payload, err = cut(payload)
		changes = append(changes, r)
	}
	if err != nil {
		j.failed = cmp.Or(j.failed, j.writeError(err))
		return Entry{}, j.failed
	}
	err = j.do(changes...)
	return Entry{failed.key, j.state.open[failed.key].text}, err
}
