package plan

import (
	"fmt"
	"time"

	"azcopy/internal/storage"
)

// snapshotNames distinguishes the snapshots of a listing by the time that is inserted into their names. It has to see the
// whole listing in order, in which the snapshots of a blob follow one another; its zero value is for the start of a listing,
// and what a listing resumes after is set first.
type snapshotNames struct{ name, snapshot string }

// suffix returns what is inserted into the name of obj, which is listed next; nothing if it is not a snapshot.
//
// The guide's names have whole seconds, in UTC. A snapshot in the same second as the previous one gets the service's full
// time, to 100 nanoseconds, which no other snapshot has.
func (s *snapshotNames) suffix(obj storage.Object) string {
	previous := *s
	s.name, s.snapshot = obj.Name, obj.Snapshot
	if obj.Snapshot == "" {
		return ""
	}
	taken, err := time.Parse(time.RFC3339, obj.Snapshot)
	if err != nil {
		return " (" + obj.Snapshot + ")" // not a known form of time, but a name of its own
	}
	suffix := taken.UTC().Format("2006-01-02 150405")
	if obj.Name == previous.name && sameSecond(obj.Snapshot, previous.snapshot) {
		suffix += fmt.Sprintf(" %07d", taken.Nanosecond()/100)
	}
	return " (" + suffix + ")"
}

// sameSecond compares the service's time stamps, such as 2013-02-25T08:07:57.1234567Z, without the fraction.
func sameSecond(a, b string) bool {
	const seconds = len("2013-02-25T08:07:57")
	return len(a) >= seconds && len(b) >= seconds && a[:seconds] == b[:seconds]
}
