package job

import (
	"cmp"
	"context"
	"iter"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// list reports the entries, in the order of the source's listing, and moves none. It writes nothing, so it needs no
// permission to write.
func list(ctx context.Context, entries iter.Seq2[plan.Entry, error], p *plan.Planner, r *recorder) error {
	for e, err := range entries {
		if err == nil {
			err = wouldFail(ctx, p, e)
		}
		if ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		switch {
		case err != nil && e.ID > 0:
			r.Refused(e, err)
		case err != nil:
			return err
		default:
			r.listed(e)
		}
	}
	return nil
}

// wouldFail returns the error with which a copy would refuse an entry because of its name, or nil.
func wouldFail(ctx context.Context, p *plan.Planner, e plan.Entry) error {
	if err := p.Dest.Allows(e.Dest); err != nil {
		return err
	}
	return collision(ctx, p, e)
}

// collision returns the error with which a copy would refuse an entry because of another object, or nil. A listing does not
// need the permission to read; without it, it reports no collision.
func collision(ctx context.Context, p *plan.Planner, e plan.Entry) error {
	if !p.Ambiguous(e) {
		return nil
	}
	err := p.Distinct(ctx, e)
	if storage.KindOf(err) == storage.Denied {
		return nil
	}
	return err
}
