package job

import (
	"errors"
	"iter"

	"azcopy/internal/plan"
)

// list tells of the entries, in the order of the source's listing, and moves none. Nothing is written anywhere, so that
// it needs no right to write.
func list(entries iter.Seq2[plan.Entry, error], r *recorder) error {
	for e, err := range entries {
		failed, one := errors.AsType[*plan.EntryError](err)
		switch {
		case one:
			r.Finished(plan.Entry{Object: failed.Object, Dest: failed.Dest}, failed.Err)
		case err != nil:
			return err
		default:
			r.listed(e)
		}
	}
	return nil
}
