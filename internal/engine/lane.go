package engine

import (
	"context"
	"sync"
)

// Lane lends one entry its operations. Go, Do and Wait are called by the entry's mover alone; the operations run
// concurrently. Operations of older entries go first.
type Lane struct {
	shared *resources
	key    uint64
	ctx    context.Context
	cancel context.CancelCauseFunc
	ops    sync.WaitGroup
}

func newLane(ctx context.Context, shared *resources, key uint64) *Lane {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Lane{shared: shared, key: key, ctx: ctx, cancel: cancel}
}

// Go waits until a slot and the memory are free, and starts an operation with a buffer of n bytes. The buffer is lent until
// op returns, and its content is undefined at first. After the first failed operation of the lane the context of the others
// is cancelled, and Go starts nothing more and returns that operation's error.
func (l *Lane) Go(n int64, op func(ctx context.Context, buf []byte) error) error {
	if err := l.acquire(n); err != nil {
		return err
	}
	l.ops.Go(func() { l.run(n, op) })
	return nil
}

// Do runs an operation that needs no buffer and returns its error. An error of Do doesn't stop the lane's others.
func (l *Lane) Do(op func(ctx context.Context) error) error {
	if err := l.acquire(0); err != nil {
		return err
	}
	defer l.shared.slots.release(0)
	return op(l.ctx)
}

// Wait returns when all operations that Go started have ended, with the first error.
func (l *Lane) Wait() error {
	l.ops.Wait()
	return context.Cause(l.ctx)
}

// Journaled reports whether what is saved is kept over the end of the run.
func (l *Lane) Journaled() bool { return l.shared.journal != nil }

// Saved returns the state of a step that this run or an earlier one has saved, and whether there is one. What a step
// is, is the mover's to say.
func (l *Lane) Saved(step int) ([]byte, bool) {
	if l.shared.journal == nil {
		return nil, false
	}
	return l.shared.journal.Saved(l.key, step)
}

// Save keeps the state of a step, which may be nil, for a run that resumes this one. It may be called from operations.
func (l *Lane) Save(step int, state []byte) error {
	if l.shared.journal == nil {
		return nil
	}
	return l.shared.journal.Save(l.key, step, state)
}

// Restart forgets the steps from 0 on that are saved, and saves the state of another: nothing of what they did is left.
func (l *Lane) Restart(step int, state []byte) error {
	if l.shared.journal == nil {
		return nil
	}
	return l.shared.journal.Restart(l.key, step, state)
}

func (l *Lane) acquire(n int64) error {
	if err := l.shared.slots.acquire(l.ctx, l.key, capacity(n)); err != nil {
		return context.Cause(l.ctx)
	}
	return nil
}

func (l *Lane) run(n int64, op func(ctx context.Context, buf []byte) error) {
	defer l.shared.slots.release(capacity(n))
	buf := l.shared.buffers.get(n)
	defer l.shared.buffers.put(buf)
	if err := op(l.ctx, buf); err != nil {
		l.cancel(err)
	}
}

func (l *Lane) close() {
	l.ops.Wait()
	l.cancel(nil)
}
