package job

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"time"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// The kinds of notes in the journal, by the hash of an object's name and snapshot.
const (
	tried uint64 = 1 // an earlier run has left the object, and this one has tried it
	stays uint64 = 2 // the question about the object was answered with No; the number is the source's stateOf
)

// errStays stands beside an entry whose object a question was answered with No about, and that is not asked about again.
var errStays = errors.New("skipped: an earlier run was not to replace what is at the destination; add /Y to replace it")

// listAgain has a run that ended with failures begin its listing again: the entries that failed stay, to be tried first.
func (j *ledger) listAgain() error {
	at, err := j.cursor()
	if err != nil {
		return err
	}
	h := j.Header()
	h.State = journal.ListingAgain
	return j.Relist(h, cursor{ID: at.ID}.encode(), tried)
}

func (j *ledger) markTried(obj storage.Object) error { return j.Note(tried, hashOf(obj), 0) }

// stay finishes an entry of which the object is not to replace the destination's. As long as the run is not complete, and the
// source is what it was when the question was asked, neither will any later listing of it.
func (j *ledger) stay(id uint64, asked storage.Object) error {
	return errors.Join(j.Note(stays, hashOf(asked), stateOf(asked)), j.Finish(id))
}

// unsettled passes on what a planner yields when a listing begins again, without the entries that an earlier run has left and
// this one has tried. Beside those that are not to replace the destination's object it yields errStays.
func (j *ledger) unsettled(stream iter.Seq2[plan.Entry, error]) iter.Seq2[plan.Entry, error] {
	if !j.Header().State.Rechecks() {
		return stream
	}
	return func(yield func(plan.Entry, error) bool) {
		for e, err := range stream {
			if _, was := j.Noted(tried, hashOf(e.Object)); was && e.ID > 0 {
				continue
			}
			state, declined := j.Noted(stays, hashOf(e.Object))
			if declined && err == nil && state == stateOf(e.Object) {
				e.Unplanned, err = true, errStays
			}
			e.Declined = declined && state != stateOf(e.Object) // it was asked about, and has changed since
			if !yield(e, err) {
				return
			}
		}
	}
}

// hashOf returns a hash that no other object of the source has. No name has a zero byte.
func hashOf(obj storage.Object) journal.Hash {
	sum := sha256.Sum256([]byte(obj.Name + "\x00" + obj.Snapshot))
	return journal.Hash(sum[:])
}

// stateOf returns a number that another state of the object does not have.
func stateOf(obj storage.Object) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%s", obj.Size, obj.ModTime.UTC().Format(time.RFC3339Nano), obj.ETag))
	return binary.BigEndian.Uint64(sum[:])
}
