package journal

// Header says which run the journal is of.
type Header struct {
	// Command is the command line without secrets, by which the same one is recognised.
	Command string
	// Shown is the command line as it is shown, with its secrets masked.
	Shown string
	// Options are those of the command line without the secrets, in JSON, and Sealed the secrets; NeedsSecrets with
	// nothing sealed says that there was no key to seal them with.
	Options      []byte
	Sealed       []byte `json:",omitempty"`
	NeedsSecrets bool   `json:",omitempty"`
	// Run is a random text that no other run has. Nobody else knows it: the names of its temporary files follow from it.
	Run string `json:",omitempty"`
	// Boot is the start of the machine that the run belongs to, as package boot names it.
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
	// Ended is the end of the listing and of all entries, of which only those are left that failed.
	Ended
	// ListingAgain is a listing from the start in a run that had Ended.
	ListingAgain
)

// Rechecks reports whether any object that is listed may be at the destination already.
func (s State) Rechecks() bool { return s == Checking || s == ListingAgain }
