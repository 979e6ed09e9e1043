package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// unit is an entry of these tests.
type unit struct {
	key  uint64
	name string
}

func (u unit) Key() uint64 { return u.key }

type moverFunc func(ctx context.Context, e unit, lane *Lane) error

func (f moverFunc) Move(ctx context.Context, e unit, lane *Lane) error { return f(ctx, e, lane) }

type results struct {
	mu      sync.Mutex
	started int
	errs    map[string]error
}

func (r *results) Started(unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.started++
}

func (r *results) Refused(e unit, err error) { r.Finished(e, err) }

func (r *results) Finished(e unit, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.errs == nil {
		r.errs = map[string]error{}
	}
	r.errs[e.name] = err
}

func entries(n int) iter.Seq2[unit, error] {
	return func(yield func(unit, error) bool) {
		for i := range n {
			if !yield(unit{uint64(i + 1), fmt.Sprint(i + 1)}, nil) {
				return
			}
		}
	}
}

func TestRunKeepsItsBounds(t *testing.T) {
	const operations, memory, size = 5, 3 * smallest, smallest
	var ops, bytes, peakOps, peakBytes atomic.Int64
	peak := func(p *atomic.Int64, v int64) {
		for old := p.Load(); v > old && !p.CompareAndSwap(old, v); old = p.Load() {
		}
	}
	mover := moverFunc(func(_ context.Context, _ unit, lane *Lane) error {
		for range 4 {
			err := lane.Go(size, func(_ context.Context, buf []byte) error {
				peak(&peakOps, ops.Add(1))
				peak(&peakBytes, bytes.Add(int64(len(buf))))
				time.Sleep(time.Millisecond)
				ops.Add(-1)
				bytes.Add(-int64(len(buf)))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return lane.Wait()
	})
	synctest.Test(t, func(t *testing.T) {
		var r results
		if err := Run(t.Context(), Config{Operations: operations, Memory: memory}, entries(50), mover, &r); err != nil {
			t.Fatal(err)
		}
		if len(r.errs) != 50 || r.started != 50 {
			t.Errorf("%d entries started, %d finished, want 50", r.started, len(r.errs))
		}
		if peakOps.Load() != memory/size || peakBytes.Load() != memory {
			t.Errorf("peak of %d operations and %d bytes, want %d and %d", peakOps.Load(), peakBytes.Load(), memory/size, memory)
		}
	})
}

func TestABufferAboveTheBudgetIsLentAlone(t *testing.T) {
	var r results
	mover := moverFunc(func(_ context.Context, _ unit, lane *Lane) error {
		err := lane.Go(100, func(_ context.Context, buf []byte) error {
			if len(buf) != 100 {
				return fmt.Errorf("buffer of %d bytes", len(buf))
			}
			return nil
		})
		return errors.Join(err, lane.Wait())
	})
	if err := Run(t.Context(), Config{Operations: 4, Memory: 10}, entries(8), mover, &r); err != nil {
		t.Fatal(err)
	}
	for name, err := range r.errs {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneFailureStopsOnlyItsEntry(t *testing.T) {
	broken := errors.New("broken")
	var after atomic.Int64
	mover := moverFunc(func(_ context.Context, e unit, lane *Lane) error {
		for i := range 10 {
			err := lane.Go(1, func(ctx context.Context, _ []byte) error {
				if e.key == 3 && i == 2 {
					return broken
				}
				if e.key == 3 && i > 2 {
					after.Add(1)
					<-ctx.Done()
					return ctx.Err()
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return lane.Wait()
	})
	var r results
	if err := Run(t.Context(), Config{Operations: 4, Memory: 100}, entries(6), mover, &r); err != nil {
		t.Fatal(err)
	}
	for name, err := range r.errs {
		if want := name == "3"; errors.Is(err, broken) != want || !want && err != nil {
			t.Errorf("entry %s: %v", name, err)
		}
	}
}

func TestAnObjectThatCannotBeListedFailsAlone(t *testing.T) {
	unreadable := errors.New("unreadable")
	stream := func(yield func(unit, error) bool) {
		_ = yield(unit{1, "x"}, unreadable) &&
			yield(unit{2, "y"}, nil)
	}
	var r results
	ok := moverFunc(func(context.Context, unit, *Lane) error { return nil })
	if err := Run(t.Context(), Config{Operations: 1, Memory: 1}, stream, ok, &r); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(r.errs["x"], unreadable) || r.errs["y"] != nil || len(r.errs) != 2 {
		t.Errorf("got %v", r.errs)
	}
}

func TestAListingErrorEndsTheRunAfterTheMovesUnderWay(t *testing.T) {
	lost := errors.New("connection lost")
	stream := func(yield func(unit, error) bool) {
		for e := range entries(3) {
			if !yield(e, nil) {
				return
			}
		}
		yield(unit{}, lost)
	}
	var r results
	mover := moverFunc(func(_ context.Context, _ unit, lane *Lane) error {
		return lane.Do(func(context.Context) error { time.Sleep(time.Millisecond); return nil })
	})
	err := Run(t.Context(), Config{Operations: 3, Memory: 1}, stream, mover, &r)
	if !errors.Is(err, lost) || len(r.errs) != 3 {
		t.Errorf("got %v with %d finished", err, len(r.errs))
	}
}

func TestCancelEndsTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	mover := moverFunc(func(_ context.Context, e unit, lane *Lane) error {
		if e.key == 2 {
			cancel()
		}
		return lane.Do(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	})
	var r results
	if err := Run(ctx, Config{Operations: 2, Memory: 1}, entries(1000), mover, &r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(r.errs) > 3 {
		t.Errorf("%d entries were started after the end", len(r.errs)-2)
	}
}

// A move that the end of the run cuts off is not settled, whatever its error; a decision is.
func TestWhatIsCutOffIsNotSettled(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	mover := moverFunc(func(_ context.Context, e unit, lane *Lane) error {
		switch e.key {
		case 1:
			return errors.New("before the end")
		case 2:
			stop(errors.New("the log's disk is full"))
			return lane.Do(func(ctx context.Context) error { return ctx.Err() })
		}
		return ErrSkipped
	})
	var r results
	stream := entries(2)
	if err := Run(ctx, Config{Operations: 1, Memory: 1}, stream, mover, &r); err == nil {
		t.Error("no error")
	}
	move(ctx, newResources(Config{Operations: 1, Memory: 1}), unit{3, "3"}, mover, &r)
	if _, settled := r.errs["2"]; settled || len(r.errs) != 2 {
		t.Errorf("settled %v", r.errs)
	}
}

func TestTheCauseOfTheEndIsReturned(t *testing.T) {
	nobody := errors.New("nobody answers")
	ctx, stop := context.WithCancelCause(t.Context())
	stream := func(yield func(unit, error) bool) {
		stop(nobody)
		yield(unit{}, ctx.Err())
	}
	var r results
	if err := Run(ctx, Config{Operations: 1, Memory: 1}, stream, nil, &r); !errors.Is(err, nobody) {
		t.Errorf("got %v", err)
	}
}

func TestTheOldestEntryGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(1, 10)
		if err := s.acquire(t.Context(), 9, 10); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []uint64
		var wg sync.WaitGroup
		for _, entry := range []uint64{5, 3, 8, 1} {
			wg.Go(func() {
				if s.acquire(t.Context(), entry, int64(entry)) == nil {
					mu.Lock()
					order = append(order, entry)
					mu.Unlock()
					s.release(int64(entry))
				}
			})
		}
		synctest.Wait()
		s.release(10)
		wg.Wait()
		if !slices.Equal(order, []uint64{1, 3, 5, 8}) {
			t.Errorf("served in the order %v", order)
		}
		if s.free != 1 || s.memory != 10 {
			t.Errorf("%d slots and %d bytes left, want 1 and 10", s.free, s.memory)
		}
	})
}

func TestACancelledWaiterLeavesTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(1, 10)
		if err := s.acquire(t.Context(), 1, 10); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- s.acquire(ctx, 2, 10) }()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		s.release(10)
		if err := s.acquire(t.Context(), 3, 10); err != nil {
			t.Error(err)
		}
	})
}

func TestBuffersAreReusedWithinTheLimit(t *testing.T) {
	b := newBuffers(4 << 20)
	first := b.get(2<<20 + 1)
	small := b.get(1)
	b.put(first)
	b.put(small)
	if again := b.get(3 << 20); cap(again) != cap(first) || &again[0] != &first[:1][0] {
		t.Error("a buffer of the same capacity was not reused")
	}
	b.put(first)
	if b.bytes != 3<<20+smallest {
		t.Errorf("%d bytes are counted, want those of both buffers", b.bytes)
	}
	b.put(b.get(2 << 20)) // for which a kept one has to go
	if kept := len(b.kept[2<<20]); b.bytes > b.limit || kept != 1 {
		t.Errorf("%d bytes are counted with a limit of %d, and %d of the last buffers kept", b.bytes, b.limit, kept)
	}
	b.put(b.get(5 << 20)) // which is lent alone and too large to keep
	if b.bytes != 0 {
		t.Errorf("%d bytes are counted, want none", b.bytes)
	}
}

// Slots count the capacity of a buffer, not what is used of it: otherwise many files slightly larger than a step would take
// twice the budget.
func TestSlotsCountWhatBuffersTake(t *testing.T) {
	for n, want := range map[int64]int64{
		0: 0, 1: smallest, smallest: smallest, smallest + 1: 2 * smallest, step/2 + 1: step, step: step,
		step + 1: 2 * step, 4 * step: 4 * step,
	} {
		if got := capacity(n); got != want {
			t.Errorf("a buffer of %d bytes takes %d, want %d", n, got, want)
		}
		if got := int64(cap(newBuffers(0).get(n))); got != want {
			t.Errorf("a buffer of %d bytes has the capacity %d, want %d", n, got, want)
		}
	}
	shared := newResources(Config{Operations: 1, Memory: 4 * step})
	lane := newLane(t.Context(), shared, 1)
	defer lane.close()
	err := lane.Go(step+1, func(context.Context, []byte) error {
		shared.slots.mu.Lock()
		defer shared.slots.mu.Unlock()
		if shared.slots.memory != 2*step {
			t.Errorf("%d bytes are free while a buffer of %d is lent, want %d", shared.slots.memory, step+1, 2*step)
		}
		return nil
	})
	if err := errors.Join(err, lane.Wait()); err != nil || shared.slots.memory != 4*step {
		t.Errorf("%v, and %d bytes are free afterwards", err, shared.slots.memory)
	}
}
