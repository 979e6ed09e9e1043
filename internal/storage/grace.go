package storage

import (
	"context"
	"fmt"
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

// Abandon aborts a writer after an error, within Grace, and returns that error: see Discarded.
func Abandon(ctx context.Context, w ChunkWriter, err error) error {
	grace, cancel := Grace(ctx)
	defer cancel()
	return Discarded(err, w.Abort(grace))
}

// Discarded returns the error of a write, with the one of the Abort or Suspend after it, if there is any.
func Discarded(err, end error) error {
	if end == nil {
		return err
	}
	return fmt.Errorf("%w (and giving up what was written failed: %v)", Clause(err), end)
}

// PutChunk writes an object of one chunk with a new writer, and makes it visible. It aborts the writer when that fails.
func PutChunk(ctx context.Context, w ChunkWriter, obj Object, p []byte) error {
	var err error
	if len(p) > 0 {
		err = w.WriteChunk(ctx, Chunk{Length: int64(len(p))}, p)
	}
	if err == nil {
		err = w.Commit(ctx, obj.Props)
	}
	if err != nil {
		return Abandon(ctx, w, err)
	}
	return nil
}
