package storage

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestGraceOutlivesItsContextByABoundedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		grace, cancel := Grace(ctx)
		defer cancel()
		time.Sleep(time.Hour)
		synctest.Wait()
		if grace.Err() != nil {
			t.Error("it ended while the run continued")
		}
		interrupt()
		time.Sleep(GraceTime - 1)
		synctest.Wait()
		if grace.Err() != nil {
			t.Error("it ended with the run")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if grace.Err() == nil {
			t.Errorf("it continues %v after the end of the run", GraceTime)
		}
	})
}

// Each context ends with its own CancelFunc, and leaves nothing running.
func TestGraceEndsWithItsCancelFunc(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		grace, cancel := Grace(ctx)
		synctest.Wait()
		cancel()
		if grace.Err() == nil {
			t.Error("it continues")
		}
	})
}
