package storage

import (
	"context"
	"time"
)

// GraceTime is how long a run may still clean up after it was interrupted. It has to end within three seconds, whatever the
// other side does.
const GraceTime = 2 * time.Second

// Grace returns a context in which a writer discards what it wrote. It has the values of ctx and ends GraceTime after ctx
// does: a run that continues takes all the time it needs to discard, one that was interrupted a bounded time. The caller
// must call the CancelFunc.
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
