package storage

// Kind says what an error means to a caller that must decide, independent of the driver it comes from.
type Kind int

// The kinds of error. Drivers classify where an error arises; everything else asks KindOf.
const (
	Other           Kind = iota // none of those below
	NotFound                    // the object, container or folder does not exist
	Denied                      // the credential does not allow it, or it is wrong
	ClockSkew                   // the service refused the request's date: this machine's clock is off
	BadCredential               // the key or SAS itself is malformed
	HostNotFound                // the host name does not resolve
	Unreachable                 // the host resolves but does not answer
	HostLost                    // the host answered before, and can't be connected to any more: all requests to it fail
	Busy                        // throttled or timed out, after all retries
	Changed                     // the object is no longer the one that was listed
	TypeMismatch                // the existing blob is of another type
	InvalidName                 // the name can't exist at that end
	TooLarge                    // the object is larger than that end allows
	NotRegular                  // neither file nor folder: a socket, a pipe, a device
	NoSpace                     // the disk or the account is full
	FolderCollision             // a folder stands where a file must, or the reverse
	InvalidSize                 // the destination's kind of object can't have this size
	OwnFile                     // it belongs to the run itself, and is not copied

	kinds // how many there are
)

// meaning is what follows from a kind of error, for those that decide.
type meaning struct{ passes, concernsAll, unseen, final bool }

// meaning is the one place where that is decided, for each kind.
func (k Kind) meaning() meaning {
	return [kinds]meaning{
		Other:           {final: true},
		NotFound:        {unseen: true, final: true},
		Denied:          {passes: true, concernsAll: true, unseen: true},
		ClockSkew:       {passes: true, concernsAll: true},
		BadCredential:   {passes: true, concernsAll: true},
		HostNotFound:    {passes: true, concernsAll: true},
		Unreachable:     {passes: true, concernsAll: true},
		HostLost:        {passes: true, concernsAll: true},
		Busy:            {passes: true},
		Changed:         {final: true},
		TypeMismatch:    {},
		InvalidName:     {},
		TooLarge:        {},
		NotRegular:      {},
		NoSpace:         {passes: true},
		FolderCollision: {},
		InvalidSize:     {},
		OwnFile:         {},
	}[k]
}

// Passes reports whether an error of this kind says nothing against what was written before it: the same may go well later,
// and what is there is worth keeping.
func (k Kind) Passes() bool { return k.meaning().passes }

// ConcernsAll reports whether an error of this kind at a service befalls every other object there as well.
func (k Kind) ConcernsAll() bool { return k.meaning().concernsAll }

// Unseen reports whether a destination that was looked at with an error of this kind is written as though it had no such
// object: it has none, or it may not be looked at.
func (k Kind) Unseen() bool { return k.meaning().unseen }

// Final reports whether a copy by the service that was looked at with an error of this kind has come to nothing: it failed,
// was aborted, or another has taken its place. Of one that can't be looked at, nothing is known.
func (k Kind) Final() bool { return k.meaning().final }

// String returns the name of the kind in output for programs. Scripts rely on it: a name that was released stays.
func (k Kind) String() string {
	return [kinds]string{
		Other: "other", NotFound: "notFound", Denied: "denied", ClockSkew: "clockSkew", BadCredential: "badCredential",
		HostNotFound: "hostNotFound", Unreachable: "unreachable", HostLost: "hostLost", Busy: "busy", Changed: "changed",
		TypeMismatch: "typeMismatch", InvalidName: "invalidName", TooLarge: "tooLarge", NotRegular: "notRegular",
		NoSpace: "noSpace", FolderCollision: "folderCollision", InvalidSize: "invalidSize", OwnFile: "ownFile",
	}[k]
}
