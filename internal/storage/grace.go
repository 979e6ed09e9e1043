package storage

import (
	"context"
	"time"
)

// GraceTime is for how long after the end of a run what it has begun may still be given up. A run that is interrupted has
// to end within three seconds, whatever the other side does.
const GraceTime = 2 * time.Second

// Grace returns a context in which a writer gives up what it wrote. It has the values of ctx and ends GraceTime after
// ctx does, so that a run which goes on gives up with all the patience it has, and one that was interrupted in a bounded
// time. The caller must call the CancelFunc.
func Grace(ctx context.Context) (context.Context, context.CancelFunc) {
	grace, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(GraceTime)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-grace.Done():
		}
	})
	return grace, func() { stop(); cancel() }
}
