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

// The kinds of notes in the journal. Their key is the hash of an object's name and snapshot.
const (
	tried uint64 = 1 // an earlier run left the object, and this one has tried it
	stays uint64 = 2 // the overwrite question was answered with No; the number is the source's stateOf
)

// errStays is yielded with an entry for which the overwrite question was answered with No, and is not asked again.
var errStays = errors.New("skipped: in an earlier run the answer was not to replace it; add /Y to replace it")

// listAgain prepares a run that ended with failures to list again. It keeps the entries that failed, to be tried first.
func (j *ledger) listAgain() error {
	at, err := j.cursor()
	if err != nil {
		return err
	}
	h := j.Header()
	h.State = journal.ListingAgain
	return j.Relist(h, wholeListing, cursor{ID: at.ID}.encode(), tried)
}

func (j *ledger) markTried(obj storage.Object) error { return j.Note(tried, hashOf(obj), 0) }

// stay finishes an entry whose object must not replace the destination's. Later listings do not ask again, until the run is
// complete or the source is no longer as it was when the question was asked.
func (j *ledger) stay(id uint64, asked storage.Object) error {
	return errors.Join(j.Note(stays, hashOf(asked), stateOf(asked)), j.Finish(id))
}

// unsettled filters the entries of a listing that starts again: it drops those that an earlier run left and this one has
// tried, and yields errStays with those that must not replace the destination's object.
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
			e.Declined = declined && state != stateOf(e.Object) // it has changed since the question
			if !yield(e, err) {
				return
			}
		}
	}
}

// hashOf returns a hash that is unique to an object of the source. No name has a zero byte.
func hashOf(obj storage.Object) journal.Hash {
	sum := sha256.Sum256([]byte(obj.Name + "\x00" + obj.Snapshot))
	return journal.Hash(sum[:])
}

// stateOf returns a number that changes when the object does.
func stateOf(obj storage.Object) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%s", obj.Size, obj.ModTime.UTC().Format(time.RFC3339Nano), obj.ETag))
	return binary.BigEndian.Uint64(sum[:])
}
