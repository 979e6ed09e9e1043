package job

import (
	"cmp"
	"context"
	"iter"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// list reports the entries, in the order of the source's listing, and moves none. Nothing is written anywhere, so that
// it needs no right to write.
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

// wouldFail returns why a copy would refuse an entry for what it is called.
func wouldFail(ctx context.Context, p *plan.Planner, e plan.Entry) error {
	if err := p.Dest.Allows(e.Dest); err != nil {
		return err
	}
	return collision(ctx, p, e)
}

// collision returns why a copy would refuse an entry beside another object. A listing does without the right to read: then
// nobody knows.
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
