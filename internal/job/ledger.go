package job

import (
	"encoding/json"
	"fmt"
	"iter"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
)

// ledger stores a planner's entries in a journal.
type ledger struct{ *journal.Journal }

// newLedger returns nil when there is no journal.
func newLedger(j *journal.Journal) *ledger {
	if j == nil {
		return nil
	}
	return &ledger{j}
}

// wholeListing is the one range of a listing, which is not split.
const wholeListing = 0

// cursor is a place in the source's listing, after the object of this name and snapshot.
type cursor struct {
	Name     []byte `json:",omitempty"` // need not be UTF-8
	Snapshot string `json:",omitempty"`
	// ID is the last entry's.
	ID uint64
	// End is whether the listing was complete.
	End bool `json:",omitempty"`
}

func (c cursor) encode() []byte {
	text, _ := json.Marshal(c) // can't fail: all fields are valid JSON values
	return text
}

// moveAfter moves the cursor past an entry. Only an entry that comes from the listing changes the place in it.
func (c *cursor) moveAfter(e plan.Entry, listed bool) {
	if c.ID = max(c.ID, e.ID); listed {
		c.Name, c.Snapshot = []byte(e.Object.Name), e.Object.Snapshot
	}
}

// cursor returns up to where the listing has been stored as entries.
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

// unfinished yields the entries that earlier runs left, the failed ones first. An error ends it.
func (j *ledger) unfinished() iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		for stored, err := range j.Left() {
			var e plan.Entry
			if err == nil {
				e, err = decode(stored.Key, stored.Text)
			}
			if err == nil && j.Header().State == journal.ListingAgain && !e.Unplanned { // otherwise the listing brings it
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

// Replace replaces the entry with the same ID by one that is moved from the start. It forgets its steps, except the kept
// ones.
func (j *ledger) Replace(e plan.Entry, kept ...int) error {
	return j.Journal.Replace(journal.Entry{Key: e.ID, Text: encode(e)}, kept...)
}
