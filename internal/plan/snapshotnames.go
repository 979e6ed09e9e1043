package plan

import (
	"fmt"
	"time"

	"azcopy/internal/storage"
)

// snapshotNames tells the snapshots of a listing apart by the time that is inserted into their names. It is to see all
// of the listing in its order, in which the snapshots of a blob follow one another; its zero value, or what the listing
// resumes after, stands for what came before.
type snapshotNames struct{ name, snapshot string }

// suffix returns what is inserted into the name of obj, which is listed next; nothing for what is no snapshot.
//
// The guide's names hold whole seconds, in UTC. A snapshot that lies in the same second as the one before it has the
// service's full time, to 100 nanoseconds, which is no other snapshot's.
func (s *snapshotNames) suffix(obj storage.Object) string {
	former := *s
	s.name, s.snapshot = obj.Name, obj.Snapshot
	if obj.Snapshot == "" {
		return ""
	}
	taken, err := time.Parse(time.RFC3339, obj.Snapshot)
	if err != nil {
		return " (" + obj.Snapshot + ")" // no time that we know, but a name of its own
	}
	suffix := taken.UTC().Format("2006-01-02 150405")
	if obj.Name == former.name && sameSecond(obj.Snapshot, former.snapshot) {
		suffix += fmt.Sprintf(" %07d", taken.Nanosecond()/100)
	}
	return " (" + suffix + ")"
}

// sameSecond compares the service's time stamps, which are alike up to the fraction: 2013-02-25T08:07:57.1234567Z.
func sameSecond(a, b string) bool {
	const seconds = len("2013-02-25T08:07:57")
	return len(a) >= seconds && len(b) >= seconds && a[:seconds] == b[:seconds]
}
