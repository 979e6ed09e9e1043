package boot

import (
	"time"

	"golang.org/x/sys/windows"
)

// grain is by how much the clock may be set without looking like another start. If it does look like one, work is repeated.
const grain = 10 * time.Minute

func id() string {
	return time.Now().Add(-windows.DurationSinceBoot()).UTC().Round(grain).Format(time.RFC3339)
}
