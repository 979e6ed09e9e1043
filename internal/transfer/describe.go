package transfer

import (
	"context"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// describe asks the source for the properties of an object whose listing left them out, where they are of use: to check its
// MD5, or to store them with the copy.
func (c *Copy) describe(e *plan.Entry, traits storage.Traits, lane *engine.Lane) error {
	if !e.Object.Undescribed || !c.CheckMD5 && !traits.KeepsProperties {
		return nil
	}
	return lane.Do(func(ctx context.Context) error {
		there, err := statSame(ctx, c.Source, c.SourceAt, e.Object)
		if err != nil {
			return err
		}
		blobType := e.Object.Props.BlobType
		e.Object.Props, e.Object.Undescribed = there.Props, false
		e.Object.Props.BlobType = blobType
		return nil
	})
}

// unchanged returns an error of kind Changed when an object is no longer the one that was listed.
func unchanged(ctx context.Context, source storage.Source, at storage.Location, obj storage.Object) error {
	if obj.Snapshot != "" { // which never changes
		return nil
	}
	_, err := statSame(ctx, source, at, obj)
	return err
}

// statSame describes an object that still is the one that was listed.
func statSame(ctx context.Context, source storage.Source, at storage.Location, obj storage.Object) (storage.Object, error) {
	there, err := source.Stat(ctx, obj.Name)
	if err == nil && (there.ETag != obj.ETag || there.Size != obj.Size) {
		err = storage.Errorf("copy "+at.Join(obj.Name), storage.Changed,
			"Source might be changed by other process or application. It is not what the listing described.")
	}
	return there, err
}
