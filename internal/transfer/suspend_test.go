package transfer

import (
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

// What was written is left for the next run when the error may pass, such as a lost host.
func TestWhatWasWrittenIsKeptForLater(t *testing.T) {
	for kind, want := range map[storage.Kind]string{
		storage.HostLost: "suspend ", storage.Unreachable: "suspend ", storage.Changed: "abort ", storage.Other: "abort ",
	} {
		breaks := func(off int64) error {
			if off > 0 {
				return storage.Errorf("read", kind, "it breaks")
			}
			return nil
		}
		d := &recording{Memory: new(storagetest.Memory)}
		c := &Copy{Source: faulty{source("0123456789"), breaks}, Dest: d, Meter: noMeter{}}
		e := plan.Entry{ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: 10}, ChunkSize: 4}
		entries := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
		o := new(outcomes)
		if err := engine.Run(t.Context(), engine.Config{Operations: 1, Memory: 1 << 20, Journal: new(kept)}, entries, c, o); err != nil {
			t.Fatal(err)
		}
		if storage.KindOf(o.errs["y"]) != kind || d.ops != "create "+want {
			t.Errorf("%v: %v, and %s, want %s at the end", kind, o.errs["y"], d.ops, want)
		}
	}
}
