package blob

import (
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// leasing is an action on a lease.
type leasing struct {
	action       string
	id, proposed string
	seconds      int // the duration, -1 for ever; or the break period, -1 when none is given
	now          time.Time
}

func parseLeasing(r *service.Request) (leasing, error) {
	a := leasing{action: strings.ToLower(r.Header(leaseAction)), now: r.Now}
	var err error
	if a.id, err = parseLeaseID(r, leaseID); err != nil {
		return a, err
	}
	if a.proposed, err = parseLeaseID(r, proposedID); err != nil {
		return a, err
	}
	needed := leaseID
	switch a.action {
	case "acquire":
		needed = leaseDuration
		a.seconds, err = parseSeconds(r, leaseDuration, 15)
		if a.proposed == "" {
			a.proposed = service.NewID()
		}
	case "break":
		needed = leaseAction
		a.seconds, err = parseSeconds(r, breakPeriod, 0)
	case "change":
		if a.proposed == "" {
			needed = proposedID
		}
	case "renew", "release":
	default:
		return a, rest.BadHeader(leaseAction, r.Header(leaseAction))
	}
	if err == nil && r.Header(needed) == "" {
		err = rest.MissingHeader(needed)
	}
	return a, err
}

// parseSeconds reads a number of seconds between least and 60; -1 when the header says -1 or is not there.
func parseSeconds(r *service.Request, name string, least int) (int, error) {
	value := r.Header(name)
	if value == "" || value == "-1" && name == leaseDuration {
		return -1, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > 60 {
		return 0, rest.BadHeader(name, value)
	}
	return n, nil
}

// apply returns the lease after the action.
func (a leasing) apply(l *lease) (*lease, error) {
	if a.action == "acquire" {
		return a.acquire(l)
	}
	if l == nil {
		return nil, rest.New(rest.LeaseNotPresentWithLeaseOperation)
	}
	if a.action == "break" {
		return a.breakUp(l), nil
	}
	if a.action == "change" {
		return a.change(l)
	}
	if l.ID != a.id {
		return nil, rest.New(rest.LeaseIDMismatchWithLeaseOperation)
	}
	if a.action == "release" {
		return nil, nil
	}
	if !l.Broken.IsZero() {
		return nil, rest.New(rest.LeaseIsBrokenAndCannotBeRenewed)
	}
	return a.granted(l.ID, l.Seconds), nil
}

func (a leasing) granted(id string, seconds int) *lease {
	return &lease{ID: id, Seconds: seconds, Expires: a.now.Add(time.Duration(seconds) * time.Second)}
}

func (a leasing) acquire(l *lease) (*lease, error) {
	switch state := l.state(a.now); {
	case state == leaseBreaking && l.ID == a.proposed:
		return nil, rest.New(rest.LeaseIsBreakingAndCannotBeAcquired)
	case state == leaseBreaking, state == leaseLeased && l.ID != a.proposed:
		return nil, rest.New(rest.LeaseAlreadyPresent)
	}
	return a.granted(a.proposed, a.seconds), nil
}

func (a leasing) change(l *lease) (*lease, error) {
	switch state := l.state(a.now); {
	case state == leaseBroken || state == leaseExpired:
		return nil, rest.New(rest.LeaseNotPresentWithLeaseOperation)
	case l.ID != a.id && l.ID != a.proposed:
		return nil, rest.New(rest.LeaseIDMismatchWithLeaseOperation)
	case state == leaseBreaking:
		return nil, rest.New(rest.LeaseIsBreakingAndCannotBeChanged)
	}
	changed := *l
	changed.ID = a.proposed
	return &changed, nil
}

// breakUp ends the lease when its time or the break period is over, whichever comes first. One that lasts for ever ends
// at once when no period is given.
func (a leasing) breakUp(l *lease) *lease {
	broken := *l
	until := a.now
	switch l.state(a.now) {
	case leaseBreaking:
		until = l.Broken
	case leaseLeased:
		if l.Seconds >= 0 {
			until = l.Expires
		}
	default:
		broken.Broken = a.now
		return &broken
	}
	asked := a.now.Add(time.Duration(a.seconds) * time.Second)
	if endless := l.Seconds < 0 && l.Broken.IsZero(); a.seconds >= 0 && (endless || asked.Before(until)) {
		until = asked
	}
	broken.Broken = until
	return &broken
}
