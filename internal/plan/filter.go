package plan

import "azcopy/internal/storage"

// Filter leaves out objects by when they and their counterparts at the destination were last modified (/XO, /XN).
type Filter struct {
	ExcludeOlder, ExcludeNewer bool
	// Requests is how many requests may look up counterparts at once, at least 1.
	Requests int
}

// DestError is the failure to look up a counterpart before the destination has answered even once.
type DestError struct{ Err error }

func (e *DestError) Error() string {
	text := "/XO and /XN have to look at the destination: " + e.Err.Error()
	if storage.KindOf(e.Err) == storage.Denied {
		text += " They need its key, or a SAS that may read or list."
	}
	return text
}

// Unwrap returns the cause.
func (e *DestError) Unwrap() error { return e.Err }

// active reports whether the filter leaves out anything.
func (f Filter) active() bool { return f.ExcludeOlder || f.ExcludeNewer }

// excludes returns why an object with an existing counterpart is left out, or "".
//
// Times are compared in whole seconds: a service keeps no fractions, and one of the two ends is always a service. Objects
// modified in the same second count as equal, which both options leave out. So do objects without a known time: nothing is
// overwritten on a guess.
func (f Filter) excludes(source, dest storage.Object) string {
	age := source.ModTime.Unix() - dest.ModTime.Unix()
	switch {
	case f.ExcludeOlder && f.ExcludeNewer:
		return "the target exists"
	case source.ModTime.IsZero() || dest.ModTime.IsZero():
		return "it is not known whether it or the target was last modified later"
	case f.ExcludeOlder && age <= 0:
		return "the target was last modified at the same time or later"
	case f.ExcludeNewer && age >= 0:
		return "the target was last modified at the same time or earlier"
	}
	return ""
}
