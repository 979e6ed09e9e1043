// Package report has the events that a run reports, and the handlers that print them. A handler is given facts and decides
// only on their form.
package report

import (
	"time"

	"azcopy/internal/storage"
)

// Job describes a run that begins.
type Job struct {
	Source, Dest storage.Location
}

// Outcome is how the move of one object ended.
type Outcome int

// The outcomes; every object has exactly one.
const (
	Succeeded Outcome = iota
	Skipped           // left as it is, on purpose
	Failed
	Excluded // left out by an option, such as /XO; no summary counts it
	Listed   // would be moved if this were no listing (/L); it counts as succeeded
)

// Transfer is one object's move.
type Transfer struct {
	// Source and Dest are the paths or URLs of the object, without SAS; Dest may be empty when the name maps to none.
	Source, Dest string
	Size         int64 // bytes
	Outcome      Outcome
	// Err says why the object failed, was skipped or was excluded.
	Err error
}

// Progress is the state of a run under way.
type Progress struct {
	Finished, Total int64 // objects: settled so far, and known so far
	Bytes           int64 // arrived at the destination so far
	Elapsed         time.Duration
}

// Summary is the end of a run.
type Summary struct {
	// ListOnly is whether nothing was to be moved (/L); what would be counts as succeeded, and its bytes as arrived.
	ListOnly                   bool
	Succeeded, Skipped, Failed int64 // objects
	Bytes                      int64 // arrived at the destination
	Elapsed                    time.Duration
}

// Total is the number of settled objects.
func (s Summary) Total() int64 { return s.Succeeded + s.Skipped + s.Failed }

// Handler receives the events of a run. Its methods are not called concurrently. An error of a handler ends the run:
// nothing must happen that can't be reported.
type Handler interface {
	Started(Job) error
	// Moving is called when the move of an object begins; Finished will say how it ended.
	Moving(Transfer) error
	// Finished is called when an object is settled, whether or not its move ever began.
	Finished(Transfer) error
	Progress(Progress) error
	// Warning reports something that is not a failure but should be known.
	Warning(text string) error
	Summary(Summary) error
}
