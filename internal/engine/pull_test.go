package engine

import (
	"context"
	"testing"
	"testing/synctest"
)

// Whatever the number of entries, only as many are pulled as can be moved at once, and one that waits for its turn.
func TestEntriesArePulledAsThereIsRoom(t *testing.T) {
	const operations, all = 4, 1000
	synctest.Test(t, func(t *testing.T) {
		pulled := 0
		stream := func(yield func(unit, error) bool) {
			for e := range entries(all) {
				pulled++
				if !yield(e, nil) {
					return
				}
			}
		}
		room := make(chan struct{})
		mover := moverFunc(func(context.Context, unit, *Lane) error { <-room; return nil })
		var r results
		done := make(chan error)
		go func() { done <- Run(t.Context(), Config{Operations: operations, Memory: 1}, stream, mover, &r) }()
		for moved := range 10 {
			synctest.Wait()
			if pulled != moved+operations+1 {
				t.Errorf("%d entries pulled when %d were moved", pulled, moved)
			}
			room <- struct{}{}
		}
		close(room)
		if err := <-done; err != nil || len(r.errs) != all {
			t.Errorf("%d entries moved, %v", len(r.errs), err)
		}
	})
}
