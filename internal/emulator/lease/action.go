package lease

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	actionHeader   = "x-ms-lease-action"
	durationHeader = "x-ms-lease-duration"
	proposedHeader = "x-ms-proposed-lease-id"
	periodHeader   = "x-ms-lease-break-period"
)

// Action is an action on a lease.
type Action struct {
	action       string
	id, proposed string
	seconds      int // the duration, -1 for infinite; or the break period, -1 when none is given
	now          time.Time
}

// ParseAction reads the action that a request asks for.
func ParseAction(r *service.Request) (Action, error) {
	a := Action{action: strings.ToLower(r.Header(actionHeader)), now: r.Now}
	var err error
	if a.id, err = ParseID(r, Header); err != nil {
		return a, err
	}
	if a.proposed, err = ParseID(r, proposedHeader); err != nil {
		return a, err
	}
	needed := Header
	switch a.action {
	case "acquire":
		needed = durationHeader
		a.seconds, err = parseSeconds(r, durationHeader, 15)
		if a.proposed == "" {
			a.proposed = service.NewID()
		}
	case "break":
		needed = actionHeader
		a.seconds, err = parseSeconds(r, periodHeader, 0)
	case "change":
		if a.proposed == "" {
			needed = proposedHeader
		}
	case "renew", "release":
	default:
		return a, rest.BadHeader(actionHeader, r.Header(actionHeader))
	}
	if err == nil && r.Header(needed) == "" {
		err = rest.MissingHeader(needed)
	}
	return a, err
}

// parseSeconds reads a number of seconds between least and 60; -1 when the header says -1 or is not there.
func parseSeconds(r *service.Request, name string, least int) (int, error) {
	value := r.Header(name)
	if value == "" || value == "-1" && name == durationHeader {
		return -1, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > 60 {
		return 0, rest.BadHeader(name, value)
	}
	return n, nil
}

// Apply returns the lease after the action.
func (a Action) Apply(l *Lease) (*Lease, error) {
	if a.action == "acquire" {
		return a.acquire(l)
	}
	if l == nil {
		return nil, rest.New(codeNotPresentWithLeaseOperation)
	}
	if a.action == "break" {
		return a.breakUp(l), nil
	}
	if a.action == "change" {
		return a.change(l)
	}
	if l.ID != a.id {
		return nil, rest.New(codeIDMismatchWithLeaseOperation)
	}
	if a.action == "release" {
		return nil, nil
	}
	if !l.Broken.IsZero() {
		return nil, rest.New(codeIsBrokenAndCannotBeRenewed)
	}
	return a.granted(l.ID, l.Seconds), nil
}

func (a Action) granted(id string, seconds int) *Lease {
	return &Lease{ID: id, Seconds: seconds, Expires: a.now.Add(time.Duration(seconds) * time.Second)}
}

func (a Action) acquire(l *Lease) (*Lease, error) {
	switch state := l.state(a.now); {
	case state == breaking && l.ID == a.proposed:
		return nil, rest.New(codeIsBreakingAndCannotBeAcquired)
	case state == breaking, state == leased && l.ID != a.proposed:
		return nil, rest.New(codeAlreadyPresent)
	}
	return a.granted(a.proposed, a.seconds), nil
}

func (a Action) change(l *Lease) (*Lease, error) {
	switch state := l.state(a.now); {
	case state == broken || state == expired:
		return nil, rest.New(codeNotPresentWithLeaseOperation)
	case l.ID != a.id && l.ID != a.proposed:
		return nil, rest.New(codeIDMismatchWithLeaseOperation)
	case state == breaking:
		return nil, rest.New(codeIsBreakingAndCannotBeChanged)
	}
	changed := *l
	changed.ID = a.proposed
	return &changed, nil
}

// breakUp ends the lease when its time or the break period is over, whichever comes first. An infinite one ends at once when
// no period is given.
func (a Action) breakUp(l *Lease) *Lease {
	ended := *l
	until := a.now
	switch l.state(a.now) {
	case breaking:
		until = l.Broken
	case leased:
		if l.Seconds >= 0 {
			until = l.Expires
		}
	default:
		ended.Broken = a.now
		return &ended
	}
	asked := a.now.Add(time.Duration(a.seconds) * time.Second)
	if endless := l.Seconds < 0 && l.Broken.IsZero(); a.seconds >= 0 && (endless || asked.Before(until)) {
		until = asked
	}
	ended.Broken = until
	return &ended
}

// Write answers with the outcome of the action: the lease that there is after it.
func (a Action) Write(w http.ResponseWriter, l *Lease) {
	switch a.action {
	case "acquire":
		w.Header().Set(Header, l.ID)
		w.WriteHeader(http.StatusCreated)
	case "break":
		w.Header().Set("x-ms-lease-time", strconv.Itoa(l.left(a.now)))
		w.WriteHeader(http.StatusAccepted)
	case "renew", "change":
		w.Header().Set(Header, l.ID)
		w.WriteHeader(http.StatusOK)
	}
}

// left returns in how many seconds a lease that is being broken ends.
func (l *Lease) left(now time.Time) int {
	return int((max(0, l.Broken.Sub(now)) + time.Second - 1) / time.Second)
}
