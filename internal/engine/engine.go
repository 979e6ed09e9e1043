// Package engine runs many moves at once within two bounds: the number of operations under way and the bytes of their
// buffers. Each move is written as straight-line code; its Lane is where it asks for operations. What an entry is, such as an
// object to be copied, the engine does not know: it orders entries by their keys.
package engine

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"sync"
)

// ErrSkipped is what a Mover returns, wrapped or not, for an entry that was left alone by decision.
var ErrSkipped = errors.New("skipped")

// Entry is a unit of work.
type Entry interface {
	// Key returns a number that no other entry of the run has. Operations of the lowest go first. The key 0 is that of no
	// entry: an error beside it ends the stream.
	Key() uint64
}

// Mover moves one entry. It runs concurrently with the movers of other entries, does everything that costs time
// through the lane, and has no operation left under way when it returns.
type Mover[E Entry] interface {
	Move(ctx context.Context, e E, lane *Lane) error
}

// Observer is called for every entry, from several goroutines at once.
type Observer[E Entry] interface {
	// Started is called before the entry's move starts.
	Started(e E)
	// Finished is called once for every entry that was started, with the mover's error. It is not called for an entry that
	// the end of the run has cut off: that neither failed nor was it skipped.
	Finished(e E, err error)
	// Refused is called instead of both for an entry that must not be moved, with the reason.
	Refused(e E, err error)
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

// resources are what the lanes of a run share.
type resources struct {
	slots   *slots
	buffers *buffers
	journal Journal
}

func newResources(c Config) *resources {
	return &resources{slots: newSlots(c.Operations, c.Memory), buffers: newBuffers(c.Memory), journal: c.Journal}
}

// Run moves the entries as they come and returns when the last move has ended. A failed move doesn't stop the others;
// it is reported to the observer. An error with an entry is about that entry; one without an entry ends the stream and is
// returned, as is the context's.
func Run[E Entry](ctx context.Context, c Config, entries iter.Seq2[E, error], m Mover[E], o Observer[E]) error {
	shared := newResources(c)
	inFlight := make(chan struct{}, max(c.Entries, c.Operations))
	var moves sync.WaitGroup
	defer moves.Wait()
	for e, err := range entries {
		switch {
		case err != nil && e.Key() > 0:
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
			move(ctx, shared, e, m, o)
		})
	}
	moves.Wait()
	return context.Cause(ctx)
}

func move[E Entry](ctx context.Context, shared *resources, e E, m Mover[E], o Observer[E]) {
	o.Started(e)
	lane := newLane(ctx, shared, e.Key())
	defer lane.close()
	err := m.Move(ctx, e, lane)
	if err != nil && !errors.Is(err, ErrSkipped) && ctx.Err() != nil {
		return
	}
	o.Finished(e, err)
}
