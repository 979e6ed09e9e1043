package report

import (
	"time"

	"azcopy/internal/storage"
)

// Event is one thing that a run reports. Each type of event is plain data.
type Event interface {
	// Name returns the name of the event's type in output for programs.
	Name() string
}

// Session reports the command line of the run.
type Session struct {
	Version     string
	CommandLine string // with its secrets masked
}

// Started reports that the run has opened both ends.
type Started struct {
	Source, Dest storage.Location
}

// Moving reports that the move of an object starts; Finished will say how it ended.
type Moving Transfer

// Finished reports that an object is settled, even if its move was never started.
type Finished Transfer

// Transfer is one object's move.
type Transfer struct {
	// Source and Dest are the paths or URLs of the object, without SAS. Dest is empty when the name has no destination name.
	Source, Dest string
	Size         int64 // bytes
	Outcome      Outcome
	// Err says why the object failed, was skipped or was excluded.
	Err error
}

// Outcome is how the move of one object ended.
type Outcome int

// The outcomes. Every object has exactly one.
const (
	Succeeded Outcome = iota
	Skipped           // left unchanged, on purpose
	Failed
	Excluded // left out by an option, such as /XO; no summary counts it
	Listed   // would be moved if this were not a listing (/L); it counts as succeeded
)

// String returns the name of the outcome in output for programs.
func (o Outcome) String() string {
	return [...]string{Succeeded: "succeeded", Skipped: "skipped", Failed: "failed", Excluded: "excluded", Listed: "listed"}[o]
}

// Progress reports the state of a run in progress.
type Progress struct {
	Finished, Total int64 // objects: settled so far, and known so far
	Bytes           int64 // arrived at the destination so far
	Elapsed         time.Duration
}

// Warning reports something that is not a failure but that the user should know.
type Warning struct {
	Code   Code
	Object string // the path, URL or name that it is about; empty when it is about the run
	Text   string
}

// Notice reports what the run does, when the user may have expected something else.
type Notice struct {
	Code Code
	Text string
}

// Summary reports the end of a run.
type Summary struct {
	// ListOnly is whether the run only listed (/L). Objects that would be moved count as succeeded, and their bytes as arrived.
	ListOnly                   bool
	Succeeded, Skipped, Failed int64 // objects
	Bytes                      int64 // arrived at the destination
	Elapsed                    time.Duration
	// Unprinted is why the summary could not be printed; nil when it was. Each object is settled nevertheless.
	Unprinted error
}

// Total is the number of settled objects.
func (s Summary) Total() int64 { return s.Succeeded + s.Skipped + s.Failed }

// Failure reports why the program did not do what was asked.
type Failure struct {
	Err error
	// Option is the end that could not be opened, "Source" or "Dest"; empty for any other reason.
	Option string
	// Cancelled is whether the run was interrupted, so that Err is only a consequence.
	Cancelled bool
}

// Name implements Event.
func (Session) Name() string { return "session" }

// Name implements Event.
func (Started) Name() string { return "started" }

// Name implements Event.
func (Moving) Name() string { return "moving" }

// Name implements Event.
func (Finished) Name() string { return "finished" }

// Name implements Event.
func (Progress) Name() string { return "progress" }

// Name implements Event.
func (Warning) Name() string { return "warning" }

// Name implements Event.
func (Notice) Name() string { return "notice" }

// Name implements Event.
func (Summary) Name() string { return "summary" }

// Name implements Event.
func (Failure) Name() string { return "failure" }

// Code says what a warning or a notice is about, in output for programs.
type Code string

// The codes of warnings and notices.
const (
	ForeignPath      Code = "foreignPath"      // a path was written for another system
	NothingMatched   Code = "nothingMatched"   // nothing in the source matches
	HardLinks        Code = "hardLinks"        // a file that was replaced had other names
	TemporaryFile    Code = "temporaryFile"    // a download's temporary file is left out
	SourceGone       Code = "sourceGone"       // an object that an earlier run planned no longer exists
	SourceChanged    Code = "sourceChanged"    // an object has changed since an earlier run planned it
	MachineRestarted Code = "machineRestarted" // the machine was started again since the last run, whose files are checked
	ListingComplete  Code = "listingComplete"  // the last run completed its listing, so nothing newer is copied
	JournalDamaged   Code = "journalDamaged"   // it was set aside
	NotResumable     Code = "notResumable"     // the run has no journal
	FailuresKept     Code = "failuresKept"     // the journal keeps what failed
	KeysNotKept      Code = "keysNotKept"      // the journal can't keep the keys
	OtherCommandLine Code = "otherCommandLine" // the journal belongs to another command line
	Resuming         Code = "resuming"         // the run of the journal is resumed
)
