package azure

import (
	"net/http"
	"strings"
	"time"
)

// A request whose date is more than 15 minutes away from the service's is refused. The date was taken a moment before
// the service looked at it, and has no fractions of a second.
const clockTolerance = 15*time.Minute - 10*time.Second

// clockSkew reports whether the refusal is for the request's date, and by how much this machine's clock is ahead of the
// service's: negative when it is behind, 0 when unknown. The service reports it as a failed authentication, as it does
// a wrong key.
func (a answer) clockSkew() (ahead time.Duration, is bool) {
	if a.status != http.StatusForbidden || !a.asked.sharedKey {
		return 0, false
	}
	if !a.asked.date.IsZero() && !a.date.IsZero() {
		ahead = a.asked.date.Sub(a.date)
	}
	told := strings.Contains(strings.ToLower(a.detail), "date header")
	return ahead, told || ahead.Abs() >= clockTolerance
}

func adviseClock(ahead time.Duration) string {
	by := ahead.Abs().Round(time.Minute).String()
	by = strings.TrimSuffix(by, "0s")
	switch {
	case ahead >= time.Minute:
		return "This machine's clock is " + by + " ahead of the service's; set it right."
	case ahead <= -time.Minute:
		return "This machine's clock is " + by + " behind the service's; set it right."
	}
	return "This machine's clock differs too much from the service's; set it right."
}
