package job

import (
	"context"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// distinct is a Mover that fails an object whose copy would take the place of another object's, or the other way round.
type distinct struct {
	engine.Mover
	planner *plan.Planner
}

func (m distinct) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	if !m.planner.Ambiguous(e) {
		return m.Mover.Move(ctx, e, lane)
	}
	var rival string
	err := lane.Do(func(ctx context.Context) (err error) {
		rival, err = m.planner.Rival(ctx, e)
		return err
	})
	if err != nil {
		return err
	}
	if rival != "" {
		return storage.Errorf("copy "+e.Object.Name, storage.InvalidName,
			"it would get the same name at the destination, %s, as %s of the same source; copy it apart, to another destination", e.Dest, rival)
	}
	return m.Mover.Move(ctx, e, lane)
}
