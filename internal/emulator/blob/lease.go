package blob

import (
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// lease is a lease of a blob or a container. When it is over it is kept until another takes its place or the blob is
// changed. A nil lease is none.
type lease struct {
	ID      string    // a GUID in lower case
	Seconds int       // its duration; -1 for ever
	Expires time.Time // unless it lasts for ever
	// Broken is when the break that someone asked for ends; zero when nobody did.
	Broken time.Time
}

// The states of a lease.
const (
	leaseAvailable = "available"
	leaseLeased    = "leased"
	leaseBreaking  = "breaking"
	leaseBroken    = "broken"
	leaseExpired   = "expired"
)

func (l *lease) state(now time.Time) string {
	switch {
	case l == nil:
		return leaseAvailable
	case !l.Broken.IsZero() && now.Before(l.Broken):
		return leaseBreaking
	case !l.Broken.IsZero():
		return leaseBroken
	case l.Seconds < 0 || now.Before(l.Expires):
		return leaseLeased
	}
	return leaseExpired
}

// isLocked reports whether only the holder of the lease may write.
func (l *lease) isLocked(now time.Time) bool {
	state := l.state(now)
	return state == leaseLeased || state == leaseBreaking
}

// leaseCodes are the errors for a request with the ID of a lease when there is no lease, or another one.
type leaseCodes struct{ missing, mismatch rest.Code }

func blobLeaseCodes() leaseCodes {
	return leaseCodes{rest.LeaseNotPresentWithBlobOperation, rest.LeaseIDMismatchWithBlobOperation}
}

func containerLeaseCodes() leaseCodes {
	return leaseCodes{rest.LeaseNotPresentWithContainerOperation, rest.LeaseIDMismatchWithContainerOperation}
}

// check returns an error when a request with the ID of a lease, or none, may not go on. An ID that is given must be the
// right one even where none is needed.
func (l *lease) check(id string, now time.Time, needed bool, codes leaseCodes) error {
	switch {
	case id == "" && needed && l.isLocked(now):
		return rest.New(rest.LeaseIDMissing)
	case id == "":
		return nil
	case l == nil:
		return rest.New(codes.missing)
	case l.ID != id:
		return rest.New(codes.mismatch)
	case !l.isLocked(now):
		return rest.New(rest.LeaseLost)
	}
	return nil
}

// parseLeaseID reads the header of this name that holds the ID of a lease; "" when it is not there.
func parseLeaseID(r *service.Request, name string) (string, error) {
	id := strings.ToLower(r.Header(name))
	if id != "" && !service.IsID(id) {
		return "", rest.BadHeader(name, r.Header(name))
	}
	return id, nil
}

// fields calls set with what is known about the lease: the end of a header's name, the name of an element, and the
// value.
func (l *lease) fields(now time.Time, set func(header, element, value string)) {
	status, state := "unlocked", l.state(now)
	if l.isLocked(now) {
		status = "locked"
	}
	set("status", "LeaseStatus", status)
	set("state", "LeaseState", state)
	if state == leaseLeased && l.Seconds < 0 {
		set("duration", "LeaseDuration", "infinite")
	} else if state == leaseLeased {
		set("duration", "LeaseDuration", "fixed")
	}
}

func (l *lease) writeHeaders(h http.Header, now time.Time) {
	l.fields(now, func(header, _, value string) { h.Set("x-ms-lease-"+header, value) })
}

func (l *lease) writeElements(x *rest.XML, now time.Time) {
	l.fields(now, func(_, element, value string) { x.Text(element, value) })
}
