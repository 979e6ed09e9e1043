package transfer

import (
	"cmp"
	"context"
	"fmt"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// Overwrite decides whether an object that exists at the destination is replaced. It is called concurrently.
type Overwrite interface {
	// Allow returns whether the source's object may replace the destination's; both are paths or URLs to be shown. An earlier
	// answer for all objects does not count when the same question was declined before.
	Allow(ctx context.Context, source, dest string, declined bool) (bool, error)
}

// question decides whether an object may be written.
type question struct {
	dest             storage.Destination
	sourceAt, destAt storage.Location
	overwrite        Overwrite // nil when everything may be written
}

// ask checks whether the destination has the object, and if so asks. It returns engine.ErrSkipped when the answer is No. It
// does not ask about a blob of another type, which the service would not replace, but returns an error. With a nil Overwrite
// it does not check, and the service refuses such a blob.
func (q question) ask(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	if q.overwrite == nil {
		return nil
	}
	if _, settled := lane.Saved(mayWrite); settled {
		return nil
	}
	dest := q.destAt.Join(e.Dest)
	if _, settled := lane.Saved(isToStay); settled {
		return &StaysError{dest, e.Object}
	}
	var there storage.Object
	err := lane.Do(func(ctx context.Context) (err error) {
		there, err = q.dest.Stat(ctx, e.Dest)
		return err
	})
	if storage.KindOf(err) == storage.NotFound {
		return lane.Save(mayWrite, nil)
	}
	if storage.KindOf(err) == storage.Denied {
		const instead = "If the SAS permits only writing, add /Y, which overwrites without looking, or give a SAS that also permits reading."
		return fmt.Errorf("look for the destination: %w %s", err, instead)
	}
	if err != nil {
		return fmt.Errorf("look for the destination: %w", err)
	}
	if e.Attempted && there.Incomplete { // an earlier run wrote it, and was cut off before the journal could say so
		return lane.Save(mayWrite, nil)
	}
	if q.dest.Traits(e.Object).Typed && there.Props.BlobType != e.Object.Props.BlobType {
		return storage.Mismatch("write " + dest)
	}
	allowed, err := q.overwrite.Allow(ctx, e.Object.At(q.sourceAt), dest, e.Declined)
	if err != nil {
		return err
	}
	if !allowed {
		return cmp.Or(lane.Save(isToStay, nil), error(&StaysError{dest, e.Object}))
	}
	return lane.Save(mayWrite, nil)
}

// StaysError reports that the question whether to replace the destination's object was answered with No. It wraps
// engine.ErrSkipped.
type StaysError struct {
	Dest string
	// Object is the source's object that the question was about.
	Object storage.Object
}

func (e *StaysError) Error() string {
	return fmt.Sprintf("%v: %s already exists", engine.ErrSkipped, e.Dest)
}

// Unwrap returns engine.ErrSkipped.
func (e *StaysError) Unwrap() error { return engine.ErrSkipped }
