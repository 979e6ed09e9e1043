package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// copier is a service whose copies do what the test says.
type copier struct {
	storage.Destination
	// respond returns the status at the n-th look at a copy, from 1; 0 is its start.
	respond func(obj storage.Object, n int) (storage.CopyStatus, error)

	mu      sync.Mutex
	looks   map[string]int
	times   []time.Duration // of each look
	started time.Time
	exists  bool // whether the destination has the object already

	complete bool // whether it is a copy of the source
}

func (c *copier) Link(_ context.Context, obj storage.Object) (storage.Secret, error) {
	return storage.Secret("https://source/" + obj.Name), nil
}

func (c *copier) Traits(storage.Object) storage.Traits { return storage.Traits{} }

func (c *copier) Stat(context.Context, string) (storage.Object, error) {
	if c.exists {
		return storage.Object{}, nil
	}
	return storage.Object{}, storage.Errorf("look", storage.NotFound, "absent")
}

func (c *copier) StartCopy(_ context.Context, obj storage.Object, link storage.Secret) (storage.CopyStatus, error) {
	if link.Reveal() != "https://source/from-"+obj.Name {
		return storage.CopyStatus{}, fmt.Errorf("%s is copied from %s", obj.Name, link.Reveal())
	}
	return c.answer(obj)
}

func (c *copier) CopyStatus(_ context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	if id != "id" {
		return storage.CopyStatus{}, fmt.Errorf("asked for copy %q", id)
	}
	return c.answer(obj)
}

func (c *copier) Copied(context.Context, storage.Object, storage.Secret) (bool, error) {
	return c.complete, nil
}

func (c *copier) answer(obj storage.Object) (storage.CopyStatus, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looks == nil {
		c.looks, c.started = make(map[string]int), time.Now()
	}
	n := c.looks[obj.Name]
	c.looks[obj.Name]++
	c.times = append(c.times, time.Since(c.started))
	return c.respond(obj, n)
}

// outcomes are the errors of a run's objects, by destination name, and the bytes counted.
type outcomes struct {
	mu     sync.Mutex
	errs   map[string]error
	copied atomic.Int64
}

func (o *outcomes) Add(n int64)                     { o.copied.Add(n) }
func (o *outcomes) Started(plan.Entry)              {}
func (o *outcomes) Refused(e plan.Entry, err error) { o.Finished(e, err) }
func (o *outcomes) Finished(e plan.Entry, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.errs == nil {
		o.errs = make(map[string]error)
	}
	o.errs[e.Dest] = err
}

// run copies this many objects of 10 bytes.
func run(ctx context.Context, c *copier, objects int, config engine.Config, overwrite Overwrite) *outcomes {
	config.Memory = 1
	o := new(outcomes)
	mover := &ServerCopy{Source: c, Dest: c, Overwrite: overwrite, Meter: o}
	// The outcomes have all that the error would say.
	_ = engine.Run(ctx, config, entries(objects), mover, o)
	return o
}

func entries(n int) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		for i := range n {
			dest := fmt.Sprint(i)
			e := plan.Entry{ID: uint64(i + 1), Object: storage.Object{Name: "from-" + dest, Size: 10}, Dest: dest, ChunkSize: 10}
			if !yield(e, nil) {
				return
			}
		}
	}
}

var (
	one  = engine.Config{Operations: 1}
	done = storage.CopyStatus{ID: "id", Copied: 10, Done: true}
)

func pending(copied int64) storage.CopyStatus { return storage.CopyStatus{ID: "id", Copied: copied} }

func TestServerCopyCompleteAtOnceIsNotWatched(t *testing.T) {
	c := &copier{respond: func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }}
	o := run(t.Context(), c, 1, one, nil)
	if err, settled := o.errs["0"]; err != nil || !settled || o.copied.Load() != 10 || c.looks["0"] != 1 {
		t.Errorf("%v, %d bytes, %d requests", err, o.copied.Load(), c.looks["0"])
	}
}

func TestServerCopyLooksLessAndLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &copier{respond: func(_ storage.Object, n int) (storage.CopyStatus, error) {
			if n == 20 {
				return done, nil
			}
			return pending(int64(n / 2 % 6)), nil // it falls back in between
		}}
		o := run(t.Context(), c, 1, one, nil)
		if o.errs["0"] != nil || o.copied.Load() != 10 {
			t.Errorf("%v, %d bytes", o.errs["0"], o.copied.Load())
		}
		var pauses []time.Duration
		for i := range c.times[1:] {
			pauses = append(pauses, c.times[i+1]-c.times[i])
		}
		if pauses[0] != firstPause || pauses[len(pauses)-1] != maxPause || !slices.IsSorted(pauses) {
			t.Errorf("looked after pauses of %v", pauses)
		}
	})
}

// TestPendingCopiesHoldNoSlot has one slot for all copies, and the first one ends only after the last has started.
func TestPendingCopiesHoldNoSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const objects = 200
		c := &copier{}
		c.respond = func(storage.Object, int) (storage.CopyStatus, error) {
			if len(c.looks) == objects {
				return done, nil
			}
			return pending(0), nil
		}
		o := run(t.Context(), c, objects, engine.Config{Operations: 1, Entries: objects}, nil)
		for name, err := range o.errs {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(o.errs) != objects || o.copied.Load() != 10*objects {
			t.Errorf("%d objects, %d bytes", len(o.errs), o.copied.Load())
		}
	})
}

func TestServerCopyToleratesAnAbsentDestination(t *testing.T) {
	absent := storage.Errorf("look", storage.NotFound, "absent")
	for name, tt := range map[string]struct {
		absent time.Duration // since the start
		fails  bool
	}{"for a while": {unseen - maxPause, false}, "for good": {time.Hour, true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &copier{}
				c.respond = func(_ storage.Object, n int) (storage.CopyStatus, error) {
					switch {
					case n == 0:
						return pending(0), nil
					case time.Since(c.started) < tt.absent:
						return storage.CopyStatus{}, absent
					}
					return done, nil
				}
				o := run(t.Context(), c, 1, one, nil)
				if err := o.errs["0"]; (err != nil) != tt.fails || tt.fails && !errors.Is(err, absent) {
					t.Errorf("got %v", err)
				}
				if last := c.times[len(c.times)-1]; last > unseen+maxPause {
					t.Errorf("looked for %v", last)
				}
			})
		})
	}
}

// A copy that fails, at whatever point, is one failed object.
func TestServerCopyFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := errors.New("failed")
		c := &copier{respond: func(obj storage.Object, n int) (storage.CopyStatus, error) {
			switch {
			case obj.Name == fmt.Sprint(n):
				return storage.CopyStatus{}, failed
			case n < 3:
				return pending(1), nil
			}
			return done, nil
		}}
		o := run(t.Context(), c, 5, one, nil)
		for i := range 5 {
			if err := o.errs[fmt.Sprint(i)]; errors.Is(err, failed) != (i <= 3) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

func TestServerCopyEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c := &copier{respond: func(storage.Object, int) (storage.CopyStatus, error) { return pending(0), nil }}
		o := run(ctx, c, 1, one, nil)
		if err, settled := o.errs["0"]; settled {
			t.Errorf("the copy counts as settled, with %v", err)
		}
		if took := time.Since(c.started); took != time.Minute {
			t.Errorf("ended after %v", took)
		}
	})
}

type answer bool

func (a answer) Allow(context.Context, string, string, bool) (bool, error) { return bool(a), nil }

func TestServerCopyAsksBeforeItReplaces(t *testing.T) {
	for _, tt := range []struct {
		exists    bool
		overwrite Overwrite
		begins    bool
	}{
		{exists: true, overwrite: nil, begins: true},
		{exists: true, overwrite: answer(true), begins: true},
		{exists: true, overwrite: answer(false), begins: false},
		{exists: false, overwrite: answer(false), begins: true},
	} {
		c := &copier{exists: tt.exists, respond: func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }}
		err := run(t.Context(), c, 1, one, tt.overwrite).errs["0"]
		if stays, ok := errors.AsType[*StaysError](err); ok && stays.Object.Name != "from-0" {
			t.Errorf("the question was about %+v", stays.Object)
		}
		if started := c.looks["0"] > 0; started != tt.begins || errors.Is(err, engine.ErrSkipped) == tt.begins {
			t.Errorf("exists %v, answer %v: started %v, %v", tt.exists, tt.overwrite, started, err)
		}
	}
}

// kept is a journal in memory, as an earlier run left it.
type kept struct {
	mu    sync.Mutex
	steps map[int][]byte
}

func (k *kept) Saved(_ uint64, step int) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	state, ok := k.steps[step]
	return state, ok
}

func (k *kept) Save(_ uint64, step int, state []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.steps == nil {
		k.steps = make(map[int][]byte)
	}
	k.steps[step] = append([]byte{}, state...)
	return nil
}

func (k *kept) Restart(id uint64, step int, state []byte) error {
	k.mu.Lock()
	maps.DeleteFunc(k.steps, func(step int, _ []byte) bool { return step >= 0 })
	k.mu.Unlock()
	return k.Save(id, step, state)
}

// A copy that an earlier run started is watched by its ID, and started again only when it failed.
func TestACopyIsResumed(t *testing.T) {
	lost := errors.New("another copy took its place")
	for _, tt := range []struct {
		name    string
		respond func(obj storage.Object, n int) (storage.CopyStatus, error)
		looks   int
	}{
		{"complete", func(storage.Object, int) (storage.CopyStatus, error) {
			return storage.CopyStatus{ID: "id", Done: true}, nil
		}, 1},
		{"pending", func(_ storage.Object, n int) (storage.CopyStatus, error) {
			return storage.CopyStatus{ID: "id", Done: n == 2}, nil
		}, 3},
		{"lost", func(_ storage.Object, n int) (storage.CopyStatus, error) {
			if n == 0 {
				return storage.CopyStatus{}, lost
			}
			return storage.CopyStatus{ID: "id", Done: true}, nil
		}, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := &copier{respond: tt.respond}
			k := &kept{steps: map[int][]byte{copyID: []byte("id"), mayWrite: nil}}
			o := run(t.Context(), c, 1, engine.Config{Operations: 1, Journal: k}, nil)
			if err := o.errs["0"]; err != nil || c.looks["0"] != tt.looks {
				t.Errorf("%s: %v after %d looks, want %d", tt.name, err, c.looks["0"], tt.looks)
			}
		})
	}
}
