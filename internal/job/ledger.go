package job

import (
	"encoding/json"
	"fmt"
	"iter"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
)

// ledger is a journal of the entries of a planner.
type ledger struct{ *journal.Journal }

// newLedger returns nil when there is no journal.
func newLedger(j *journal.Journal) *ledger {
	if j == nil {
		return nil
	}
	return &ledger{j}
}

// wholeListing is the range that a listing is, since it is not split.
const wholeListing = 0

// cursor is a place in the source's listing, after the object of this name and snapshot.
type cursor struct {
	Name     []byte `json:",omitempty"` // which need not be UTF-8
	Snapshot string `json:",omitempty"`
	// ID is that of the last entry.
	ID uint64
	// End is whether the listing was complete.
	End bool `json:",omitempty"`
}

func (c cursor) encode() []byte {
	text, _ := json.Marshal(c) // which has nothing in it that JSON could not hold
	return text
}

// moveAfter moves the cursor after an entry, in the listing only if that is listed.
func (c *cursor) moveAfter(e plan.Entry, listed bool) {
	if c.ID = max(c.ID, e.ID); listed {
		c.Name, c.Snapshot = []byte(e.Object.Name), e.Object.Snapshot
	}
}

// cursor returns how far the listing has become entries.
func (j *ledger) cursor() (at cursor, err error) {
	text := j.Cursor(wholeListing)
	if text == nil {
		return at, nil
	}
	if err := json.Unmarshal(text, &at); err != nil {
		return at, fmt.Errorf("read the cursor of the journal: %w", err)
	}
	return at, nil
}

// unfinished yields the entries that an earlier run has left, those that failed first. An error is the end.
func (j *ledger) unfinished() iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		for stored, err := range j.Left() {
			var e plan.Entry
			if err == nil {
				e, err = decode(stored.Key, stored.Text)
			}
			if err == nil && j.Header().State == journal.ListingAgain && e.ChunkSize > 0 { // else it is to be planned
				err = j.markTried(e.Object)
			}
			if err != nil {
				yield(plan.Entry{}, err)
				return
			}
			e.Left, e.Attempted = true, true
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Replace puts an entry in the place of the one of its ID, to be moved from the start: its steps are forgotten, except the
// kept ones.
func (j *ledger) Replace(e plan.Entry, kept ...int) error {
	return j.Journal.Replace(journal.Entry{Key: e.ID, Text: encode(e)}, kept...)
}
