package azure

import (
	"net/http"
	"strings"
	"time"
)

// The service refuses a request whose date is more than 15 minutes off. The date was taken a moment before the service
// looked at it, and has no fractions of a second.
const clockTolerance = 15*time.Minute - 10*time.Second

// clockSkew reports whether the request's date was refused, and by how much this machine's clock is ahead of the service's:
// negative when it is behind, 0 when unknown. The service reports it as a failed authentication, like a wrong key.
func (a answer) clockSkew() (ahead time.Duration, is bool) {
	if a.status != http.StatusForbidden || !a.asked.sharedKey {
		return 0, false
	}
	if !a.asked.date.IsZero() && !a.date.IsZero() {
		ahead = a.asked.date.Sub(a.date)
	}
	stated := strings.Contains(strings.ToLower(a.detail), "date header")
	return ahead, stated || ahead.Abs() >= clockTolerance
}

func adviseClock(ahead time.Duration) string {
	by := ahead.Abs().Round(time.Minute).String()
	by = strings.TrimSuffix(by, "0s")
	switch {
	case ahead >= time.Minute:
		return "This machine's clock is " + by + " ahead of the service's; correct it."
	case ahead <= -time.Minute:
		return "This machine's clock is " + by + " behind the service's; correct it."
	}
	return "This machine's clock differs too much from the service's; correct it."
}
