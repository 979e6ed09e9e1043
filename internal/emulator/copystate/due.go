package copystate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/index"
)

// Duration returns how long it takes to copy so many bytes at a speed in bytes a second: no time when that is 0.
func Duration(size, speed int64) time.Duration {
	if speed <= 0 {
		return 0
	}
	return time.Duration(float64(size) / float64(speed) * float64(time.Second))
}

// The keys of pending copies in the index, in the order in which they end, where time has nanoseconds in 16 hexadecimal
// digits; the value is the ID of the copy:
//
//	d/time/key   a pending copy to the blob or file of a key
const duePrefix = "d/"

func dueKey(due time.Time, key string) string {
	return fmt.Sprintf("%s%016x/%s", duePrefix, due.UnixNano(), key)
}

// Schedule notes a pending copy to the resource of a key, to be found by Due when its time is over.
func (c *State) Schedule(w index.Writer, key string) { w.Put(dueKey(c.Ended, key), []byte(c.ID)) }

// Unschedule takes that back.
func (c *State) Unschedule(w index.Writer, key string) { w.Delete(dueKey(c.Ended, key)) }

// Over is a pending copy whose time is over.
type Over struct {
	ID  string
	At  time.Time
	Key string // of the resource that is copied to
	due string
}

// Done removes the copy from those that are scheduled.
func (o Over) Done(w index.Writer) { w.Delete(o.due) }

// Due returns the first of the scheduled copies, if its time is over.
func Due(r index.Reader, now time.Time) (Over, bool) {
	cursor := r.Cursor()
	if !cursor.Seek(duePrefix) {
		return Over{}, false
	}
	rest, ok := strings.CutPrefix(cursor.Key(), duePrefix)
	ticks, key, _ := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(ticks, 16, 64)
	return Over{string(cursor.Value()), time.Unix(0, n), key, cursor.Key()}, ok && err == nil && n <= now.UnixNano()
}
