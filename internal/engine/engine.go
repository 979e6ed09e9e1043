// Package engine runs the moves of many objects at once within two bounds: the number of operations under way and the
// bytes of their buffers. Each move is written as straight-line code; its Lane is where it asks for operations.
package engine

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"sync"

	"azcopy/internal/plan"
)

// ErrSkipped is what a Mover returns, wrapped or not, for an object that was left alone by decision.
var ErrSkipped = errors.New("skipped")

// Mover moves one object. It runs concurrently with the movers of other entries, does everything that costs time
// through the lane, and has no operation left under way when it returns.
type Mover interface {
	Move(ctx context.Context, e plan.Entry, lane *Lane) error
}

// Observer is called for every entry, from several goroutines at once.
type Observer interface {
	// Started is called before the entry's move starts.
	Started(e plan.Entry)
	// Finished is called once for every entry that was started, with the mover's error. It is not called for an entry that
	// the end of the run has cut off: that neither failed nor was skipped.
	Finished(e plan.Entry, err error)
	// Refused is called instead of both for an entry that must not be moved, with the reason.
	Refused(e plan.Entry, err error)
}

// Journal keeps which steps of an entry are done, beyond the end of the run. It is used concurrently.
type Journal interface {
	// Saved returns the state of a step, and whether it was saved.
	Saved(entry uint64, step int) ([]byte, bool)
	// Save keeps the state of a step, which may be nil. An error ends the run.
	Save(entry uint64, step int, state []byte) error
	// Restart forgets the steps from 0 on and keeps the state of another, both at once. An error ends the run.
	Restart(entry uint64, step int, state []byte) error
}

// Config are the engine's bounds. Operations and Memory are at least 1.
type Config struct {
	Operations int   // operations under way at once
	Memory     int64 // bytes of all buffers; a single larger buffer is lent only while no other is
	// Entries is how many moves are under way at once, but at least Operations: that keeps every slot busy even when each
	// move has only one operation, and more would only leave more objects half written. Moves that mostly wait for others,
	// and hold no slot while they do, may be many more.
	Entries int
	// Journal may be nil: nothing is kept then.
	Journal Journal
}

// Engine runs moves. It may be used for one Run at a time.
type Engine struct {
	entries int
	slots   *slots
	buffers *buffers
	journal Journal
}

// New returns an engine with these bounds.
func New(c Config) *Engine {
	return &Engine{
		entries: max(c.Entries, c.Operations),
		slots:   newSlots(c.Operations, c.Memory),
		buffers: newBuffers(c.Memory),
		journal: c.Journal,
	}
}

// Run moves the entries as they come and returns when the last move has ended. A failed move doesn't stop the others; it is
// reported to the observer. An error with an entry is about that entry; one without an entry ends the stream and is
// returned, as is the context's.
func (en *Engine) Run(ctx context.Context, entries iter.Seq2[plan.Entry, error], m Mover, o Observer) error {
	inFlight := make(chan struct{}, en.entries)
	var moves sync.WaitGroup
	defer moves.Wait()
	for e, err := range entries {
		switch {
		case err != nil && e.ID > 0:
			o.Refused(e, err)
			continue
		case err != nil:
			// A stream that was cut off knows that, but not why.
			return cmp.Or(context.Cause(ctx), err)
		}
		select {
		case inFlight <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		moves.Go(func() {
			defer func() { <-inFlight }()
			en.move(ctx, e, m, o)
		})
	}
	moves.Wait()
	return context.Cause(ctx)
}

func (en *Engine) move(ctx context.Context, e plan.Entry, m Mover, o Observer) {
	o.Started(e)
	lane := newLane(ctx, en, e.ID)
	defer lane.close()
	err := m.Move(ctx, e, lane)
	if err != nil && !errors.Is(err, ErrSkipped) && ctx.Err() != nil {
		return
	}
	o.Finished(e, err)
}
