package journal

import (
	"cmp"
	"iter"
	"time"
)

// do applies changes and leaves them to the next commit, which writes them in one frame. The caller holds j.mu.
func (j *Journal) do(records ...record) error {
	for _, r := range records {
		if err := j.state.apply(r); err != nil {
			return err
		}
		if r.kind != kindFinish {
			j.urgent.Store(true)
		}
	}
	j.pending = appendRecords(j.pending, records...)
	return j.failed
}

// keep is do for callers that do not hold j.mu.
func (j *Journal) keep(records ...record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.do(records...)
}

// storeNow applies changes and returns once they are on the disk.
func (j *Journal) storeNow(records ...record) error { return cmp.Or(j.keep(records...), j.store()) }

// patience is how many intervals finished entries may wait until that is stored: the destination shows it too.
const patience = 8

// storeRegularly commits pending changes at intervals, until Close.
func (j *Journal) storeRegularly() {
	ticker := time.NewTicker(j.interval)
	defer ticker.Stop()
	for waited := 1; ; waited++ {
		select {
		case <-j.stop:
			return
		case <-ticker.C:
		}
		if waited < patience && !j.urgent.Load() {
			continue
		}
		waited = 0
		_ = j.store() // whoever uses the journal next gets the error
	}
}

// store commits all pending changes. It rewrites the log when that has become long.
func (j *Journal) store() error {
	j.committing.Lock()
	defer j.committing.Unlock()
	j.mu.Lock()
	payload, err := j.pending, j.failed
	if len(payload) == 0 || err != nil {
		j.mu.Unlock()
		return err
	}
	j.pending = make([]byte, 0, cap(payload))
	j.urgent.Store(false)
	var kept []byte
	taken := j.state.taken
	if !j.reading.Load() && j.log.IsLong(payload) {
		kept, j.state.taken = j.state.records(), 0
	}
	j.mu.Unlock()
	if err = j.log.Append(payload); err == nil {
		j.kept.Store(true)
		if kept != nil {
			err = j.log.Rewrite(frames(kept, failures(j.log.Frames(), taken)))
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.failed = j.writeError(err)
	}
	return j.failed
}

func (j *Journal) writeError(err error) error {
	return &WriteError{Folder: j.Folder(), Err: err, Kept: j.kept.Load()}
}

// frames yields the payloads of a rewritten log: the records of the state, and the entries that failed.
func frames(state []byte, failed iter.Seq2[record, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if !yield(state, nil) {
			return
		}
		var batch []byte
		for r, err := range failed {
			if batch = appendRecords(batch, r); err != nil || len(batch) > 64<<10 {
				if !yield(batch, err) {
					return
				}
				batch = batch[:0]
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// failures yields the failed entries in the frames of a log, without the first taken ones. An error ends it.
func failures(frames iter.Seq2[[]byte, error], taken int) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for r, err := range records(frames) {
			switch {
			case err == nil && r.kind != kindFail:
				continue
			case err == nil && taken > 0:
				taken--
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
