// Package lease implements leases of blobs, containers and files, which only their holders may change. See
// https://learn.microsoft.com/rest/api/storageservices/lease-blob.
package lease

import (
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// Lease is a lease of something. When it is over it is kept until another replaces it or the thing is changed. A nil Lease
// means that there is none. It is stored as JSON.
type Lease struct {
	ID      string    // a GUID in lower case
	Seconds int       // its duration; -1 for infinite
	Expires time.Time // unless it is infinite
	// Broken is when the break that someone asked for ends; zero when nobody did.
	Broken time.Time
}

// The states of a lease.
const (
	available = "available"
	leased    = "leased"
	breaking  = "breaking"
	broken    = "broken"
	expired   = "expired"
)

func (l *Lease) state(now time.Time) string {
	switch {
	case l == nil:
		return available
	case !l.Broken.IsZero() && now.Before(l.Broken):
		return breaking
	case !l.Broken.IsZero():
		return broken
	case l.Seconds < 0 || now.Before(l.Expires):
		return leased
	}
	return expired
}

// isLocked reports whether only the holder of the lease may write.
func (l *Lease) isLocked(now time.Time) bool {
	state := l.state(now)
	return state == leased || state == breaking
}

// IsExpired reports whether the lease is over because its time has passed.
func (l *Lease) IsExpired(now time.Time) bool { return l.state(now) == expired }

// Codes are the errors for a request with the ID of a lease when there is no lease, or another one. Each kind of thing that
// can be leased has its own.
type Codes struct{ Missing, Mismatch rest.Code }

// Check returns an error when a request with this lease ID, or none, may not continue. A given ID must be the right one even
// where none is needed.
func (l *Lease) Check(id string, now time.Time, needed bool, codes Codes) error {
	switch {
	case id == "" && needed && l.isLocked(now):
		return rest.New(codeIDMissing)
	case id == "":
		return nil
	case l == nil:
		return rest.New(codes.Missing)
	case l.ID != id:
		return rest.New(codes.Mismatch)
	case !l.isLocked(now):
		return rest.New(codeLost)
	}
	return nil
}

// Header holds the ID of a lease.
const Header = "x-ms-lease-id"

// ParseID reads the header of this name that holds the ID of a lease; "" when it is not there.
func ParseID(r *service.Request, name string) (string, error) {
	id := strings.ToLower(r.Header(name))
	if id != "" && !service.IsID(id) {
		return "", rest.BadHeader(name, r.Header(name))
	}
	return id, nil
}

// fields calls set with what is known about the lease: the end of a header's name, the name of an element, and the
// value.
func (l *Lease) fields(now time.Time, set func(header, element, value string)) {
	status, state := "unlocked", l.state(now)
	if l.isLocked(now) {
		status = "locked"
	}
	set("status", "LeaseStatus", status)
	set("state", "LeaseState", state)
	if state == leased && l.Seconds < 0 {
		set("duration", "LeaseDuration", "infinite")
	} else if state == leased {
		set("duration", "LeaseDuration", "fixed")
	}
}

// WriteHeaders sets the headers of an answer that say what is known about the lease.
func (l *Lease) WriteHeaders(h http.Header, now time.Time) {
	l.fields(now, func(header, _, value string) { h.Set("x-ms-lease-"+header, value) })
}

// WriteElements writes the same as elements of a listing.
func (l *Lease) WriteElements(x *rest.XML, now time.Time) {
	l.fields(now, func(_, element, value string) { x.Text(element, value) })
}
