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

// An earlier run's copy is started again only when it failed for good.
func TestServerCopyStartsAgainWhatFailed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ends  error // of the earlier run's copy
		again bool
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
				c.copier.respond = func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }
				want := tt.ends
				if tt.again {
					want = nil
				}
				if err := resumeCopy(t, c, &kept{steps: map[int][]byte{copyID: []byte("previous")}}); !errors.Is(err, want) || (c.looks["0"] > 0) != tt.again {
					t.Errorf("got %v, started again %v", err, c.looks["0"] > 0)
				}
			})
		})
	}
}

// restarting is a service where the copy with the ID "previous" has ended.
type restarting struct {
	copier
	ends error
}

func (c *restarting) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	if id == "previous" {
		return storage.CopyStatus{ID: id, Copied: 10, Done: c.ends == nil}, c.ends
	}
	return c.copier.CopyStatus(ctx, obj, id)
}

// A complete copy whose ID was not saved is recognised by the destination's properties.
func TestServerCopyLooksForWhatIsComplete(t *testing.T) {
	for _, complete := range []bool{true, false} {
		c := &copier{exists: complete, complete: complete, respond: func(storage.Object, int) (storage.CopyStatus, error) { return done, nil }}
		if err := resumeCopy(t, c, &kept{}); err != nil || (c.looks["0"] == 0) != complete {
			t.Errorf("complete %v: %v, started %v", complete, err, c.looks["0"] > 0)
		}
	}
}
