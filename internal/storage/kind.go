package storage

// Kind says what an error means to a caller that must decide what to do, whatever driver it comes from.
type Kind int

// The kinds of error. Drivers classify where an error arises; everything else asks KindOf.
const (
	Other           Kind = iota // none of the kinds below
	NotFound                    // the object, container or folder does not exist
	Denied                      // the credential does not allow it, or it is wrong
	ClockSkew                   // the service refused the request's date: this machine's clock is wrong
	BadCredential               // the key or SAS itself is malformed
	HostNotFound                // the host name does not resolve
	Unreachable                 // the host resolves but does not answer
	HostLost                    // the host answered before, and can no longer be reached: all requests to it fail
	Busy                        // throttled or timed out, after all retries
	Changed                     // the object is no longer the one that was listed
	TypeMismatch                // the existing blob is of another type
	InvalidName                 // the name can't exist at that end
	TooLarge                    // the object is larger than that end allows
	NotRegular                  // neither file nor folder: a socket, a pipe, a device
	NoSpace                     // the disk or the account is full
	FolderCollision             // there is a folder where a file must be, or the reverse
	InvalidSize                 // the destination's kind of object can't have this size
	OwnFile                     // it belongs to the run itself, and is not copied

	kinds // how many there are
)

// meaning is what callers do about a kind of error.
type meaning struct{ passes, concernsAll, unseen, final bool }

// meaning decides that for each kind, in this one place.
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

// Passes reports whether an error of this kind may pass: the same step may succeed later, so that what was written is worth
// keeping.
func (k Kind) Passes() bool { return k.meaning().passes }

// ConcernsAll reports whether an error of this kind at a service stops every other object there as well.
func (k Kind) ConcernsAll() bool { return k.meaning().concernsAll }

// Unseen reports whether an object is written as if it did not exist when looking for it failed with this kind: it is
// missing, or the credential may not look.
func (k Kind) Unseen() bool { return k.meaning().unseen }

// Final reports whether a copy by the service is over without success when asking for its status failed with this kind: it
// failed, was aborted, or was replaced. Any other kind says only that the status is unknown.
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
