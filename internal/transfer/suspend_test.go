package transfer

import (
	"context"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// breaking is a source that can't be read from the second chunk on.
type breaking struct {
	text
	kind storage.Kind
}

func (s breaking) Open(context.Context, storage.Object) (storage.Content, error) { return s, nil }

func (s breaking) ReadRange(ctx context.Context, p []byte, off int64) error {
	if off > 0 {
		return storage.Errorf("read", s.kind, "it breaks")
	}
	return s.text.ReadRange(ctx, p, off)
}

// ending is a destination that notes how its writer ended.
type ending struct {
	*memory
	how string
}

func (d *ending) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	_, err := d.memory.Create(ctx, obj, token)
	return d, err
}

func (d *ending) Suspend() error              { d.how += "suspended"; return nil }
func (d *ending) Abort(context.Context) error { d.how += "given up"; return nil }

// What was written is left for the next run when its end says nothing against it, such as a host that is gone for good.
func TestWhatWasWrittenIsKeptForLater(t *testing.T) {
	for kind, want := range map[storage.Kind]string{
		storage.HostLost: "suspended", storage.Unreachable: "suspended", storage.Changed: "given up", storage.Other: "given up",
	} {
		d := &ending{memory: new(memory)}
		c := &Copy{Source: breaking{"0123456789", kind}, Dest: d, Meter: noMeter{}}
		e := plan.Entry{ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: 10}, ChunkSize: 4}
		entries := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
		o := new(outcomes)
		if err := engine.Run(t.Context(), engine.Config{Operations: 1, Memory: 1 << 20, Journal: new(kept)}, entries, c, o); err != nil {
			t.Fatal(err)
		}
		if storage.KindOf(o.errs["y"]) != kind || d.how != want {
			t.Errorf("kind %d: %v, and it was %s, want %s", kind, o.errs["y"], d.how, want)
		}
	}
}
