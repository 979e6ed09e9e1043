package blob

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	leaseAction   = "x-ms-lease-action"
	leaseDuration = "x-ms-lease-duration"
	leaseID       = "x-ms-lease-id"
	proposedID    = "x-ms-proposed-lease-id"
	breakPeriod   = "x-ms-lease-break-period"
)

// leaseBlob is Lease Blob: https://learn.microsoft.com/rest/api/storageservices/lease-blob. It does not change the ETag.
func (s *Service) leaseBlob(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a leasing) (state, *lease, error) {
		b, err := readBlob(tx, r)
		if err != nil {
			return b.state, nil, err
		}
		if err := conditions.CheckWrite(b.ETag, b.Modified); err != nil {
			return b.state, nil, err
		}
		if b.Lease, err = a.apply(b.Lease); err != nil {
			return b.state, nil, err
		}
		return b.state, b.Lease, put(tx, blobKey(r.Account, r.Container, r.Object), b)
	})
}

// leaseContainer is Lease Container: https://learn.microsoft.com/rest/api/storageservices/lease-container.
func (s *Service) leaseContainer(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a leasing) (state, *lease, error) {
		c, err := readContainer(tx, r.Account, r.Container)
		if err != nil {
			return c.state, nil, err
		}
		if err := conditions.CheckWrite(c.ETag, c.Modified); err != nil {
			return c.state, nil, err
		}
		if c.Lease, err = a.apply(c.Lease); err != nil {
			return c.state, nil, err
		}
		return c.state, c.Lease, put(tx, containerKey(r.Account, r.Container), c)
	})
}

// lease carries out an action on the lease of what apply reads and writes, and answers.
func (s *Service) lease(w http.ResponseWriter, r *service.Request, apply func(*change, rest.Conditions, leasing) (state, *lease, error)) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	a, err := parseLeasing(r)
	if err != nil {
		return err
	}
	var of state
	var l *lease
	err = s.update(func(tx *change) error {
		of, l, err = apply(tx, conditions, a)
		return err
	})
	if err != nil {
		return err
	}
	of.write(w.Header())
	switch a.action {
	case "acquire":
		w.Header().Set(leaseID, l.ID)
		w.WriteHeader(http.StatusCreated)
	case "break":
		w.Header().Set("x-ms-lease-time", strconv.Itoa(l.left(r.Now)))
		w.WriteHeader(http.StatusAccepted)
	case "renew", "change":
		w.Header().Set(leaseID, l.ID)
		w.WriteHeader(http.StatusOK)
	}
	return nil
}

// left returns in how many seconds a lease that is being broken is free.
func (l *lease) left(now time.Time) int {
	return int((max(0, l.Broken.Sub(now)) + time.Second - 1) / time.Second)
}

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

// parseSeconds reads a number of seconds, at least the least and at most 60; -1 when it is -1 or not there.
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

// breakUp ends the lease when its time or the break period is over, whichever comes first. One for ever ends at once
// when no period is given.
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
