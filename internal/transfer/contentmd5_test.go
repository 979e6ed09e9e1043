package transfer

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

var errBroken = errors.New("broken")

// moverFunc is a function as a Mover.
type moverFunc func(ctx context.Context, e plan.Entry, lane *engine.Lane) error

func (f moverFunc) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	return f(ctx, e, lane)
}

func TestContentIsReadSeveralChunksAtOnce(t *testing.T) {
	const content = "0123456789abcdef0123456789abcdef" // eight chunks
	for _, tt := range []struct {
		name   string
		broken int64
		want   error
	}{
		{"readable", -1, nil},
		{"the first chunk can't be read", 0, errBroken},
		{"one in the middle can't be read", 8, errBroken},
		{"the last can't be read", 28, errBroken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				slowly := func(off int64) error {
					time.Sleep(time.Second)
					if off == tt.broken {
						return errBroken
					}
					return nil
				}
				source, started := faulty{source(content), slowly}, time.Now()
				var sum []byte
				var failed, after error
				mover := moverFunc(func(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
					sum, failed = contentMD5(ctx, source, e.Object, e, lane)
					after = lane.Do(func(ctx context.Context) error { return ctx.Err() }) // the lane can still be used
					return nil
				})
				e := plan.Entry{ID: 1, Object: storage.Object{Name: "x", Size: int64(len(content))}, ChunkSize: 4}
				entries := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
				o := new(outcomes)
				if err := engine.Run(t.Context(), engine.Config{Operations: 4, Memory: 1 << 20}, entries, mover, o); err != nil {
					t.Fatal(err)
				}
				if !errors.Is(failed, tt.want) || after != nil || tt.want == nil && !bytes.Equal(sum, md5Of([]byte(content))) {
					t.Errorf("%x, %v, and afterwards %v", sum, failed, after)
				}
				if took := time.Since(started); took > 3*time.Second {
					t.Errorf("eight chunks took %v, four at once", took)
				}
			})
		})
	}
}
