package journal

// Header describes the run that the journal belongs to.
type Header struct {
	// Command is the command line without secrets, to recognise the same one.
	Command string
	// Shown is the command line as it is displayed, with its secrets masked.
	Shown string
	// Options are the options of the command line without the secrets, in JSON, and Sealed the secrets. When NeedsSecrets
	// is set and nothing is sealed, there was no key to seal them with.
	Options      []byte
	Sealed       []byte `json:",omitempty"`
	NeedsSecrets bool   `json:",omitempty"`
	// Run is a random text, unique to the run. Nobody else knows it: the run derives the names of its temporary files from it.
	Run string `json:",omitempty"`
	// Boot identifies the boot of the machine that the run belongs to, as package boot does.
	Boot string `json:",omitempty"`
	// OverwriteAll is whether the question to overwrite was answered with All.
	OverwriteAll bool
	State        State `json:",omitempty"`
}

// State is how far a run has come.
type State int

// The states of a run.
const (
	// Listing is the first listing of the source.
	Listing State = iota
	// Checking is a listing from the start, after the machine was started again: the destination may have lost any object.
	Checking
	// Ended means that the listing is complete and only failed entries are left.
	Ended
	// ListingAgain is a listing from the start in a run that was Ended.
	ListingAgain
)

// Rechecks reports whether any object that is listed may be at the destination already.
func (s State) Rechecks() bool { return s == Checking || s == ListingAgain }
