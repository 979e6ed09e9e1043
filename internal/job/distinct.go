package job

import (
	"context"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
)

// distinct is a Mover that fails an object whose copy would replace the copy of another object, or be replaced by it.
type distinct struct {
	engine.Mover[plan.Entry]
	planner *plan.Planner
}

func (m distinct) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	if !m.planner.Ambiguous(e) {
		return m.Mover.Move(ctx, e, lane)
	}
	if err := lane.Do(func(ctx context.Context) error { return m.planner.Distinct(ctx, e) }); err != nil {
		return err
	}
	return m.Mover.Move(ctx, e, lane)
}
