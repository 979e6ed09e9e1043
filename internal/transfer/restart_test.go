package transfer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// resumeCopy resumes the copy of one object, and returns the outcome.
func resumeCopy(t *testing.T, c interface {
	storage.Linker
	storage.Destination
	storage.Copier
}, k *kept) error {
	t.Helper()
	o := new(outcomes)
	resumed := func(yield func(plan.Entry, error) bool) {
		for e := range entries(1) {
			e.Attempted = true
			yield(e, nil)
		}
	}
	mover := &ServerCopy{Source: c, Dest: c, Meter: o}
	if err := engine.Run(t.Context(), engine.Config{Operations: 1, Memory: 1, Journal: k}, resumed, mover, o); err != nil {
		t.Fatal(err)
	}
	return o.errs["0"]
}

// A copy that an earlier run began and that came to nothing is begun anew, and only such a one.
func TestServerCopyBeginsAnewWhatCameToNothing(t *testing.T) {
	for _, tt := range []struct {
		name string
		ends error // of the earlier run's copy
		anew bool
	}{
		{"complete", nil, false},
		{"failed, aborted or replaced", storage.Errorf("copy", storage.Other, "failed"), true},
		{"its source changed", storage.Errorf("copy", storage.Changed, "412"), true},
		{"gone", storage.Errorf("copy", storage.NotFound, "absent"), true},
		{"not to be seen", storage.Errorf("copy", storage.Denied, "no"), false},
		{"no answer", storage.Errorf("copy", storage.Unreachable, "no"), false},
		{"busy", storage.Errorf("copy", storage.Busy, "no"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &restarting{ends: tt.ends}
				c.copier.fare = func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }
				want := tt.ends
				if tt.anew {
					want = nil
				}
				if err := resumeCopy(t, c, &kept{steps: map[int][]byte{copyID: []byte("former")}}); !errors.Is(err, want) || (c.looks["0"] > 0) != tt.anew {
					t.Errorf("got %v, begun anew %v", err, c.looks["0"] > 0)
				}
			})
		})
	}
}

// restarting is a service where the copy of the ID "former" has ended.
type restarting struct {
	copier
	ends error
}

func (c *restarting) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	if id == "former" {
		return storage.CopyStatus{ID: id, Copied: 10, Done: c.ends == nil}, c.ends
	}
	return c.copier.CopyStatus(ctx, obj, id)
}

// A copy whose ID was not kept is found by what the destination tells of it.
func TestServerCopyLooksForWhatIsComplete(t *testing.T) {
	for _, complete := range []bool{true, false} {
		c := &copier{exists: complete, complete: complete, fare: func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }}
		if err := resumeCopy(t, c, &kept{}); err != nil || (c.looks["0"] == 0) != complete {
			t.Errorf("complete %v: %v, begun %v", complete, err, c.looks["0"] > 0)
		}
	}
}
