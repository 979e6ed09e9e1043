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
		there, err := c.Source.Stat(ctx, e.Object.Name)
		if err != nil {
			return err
		}
		if there.ETag != e.Object.ETag || there.Size != e.Object.Size {
			return storage.Errorf("copy "+c.SourceAt.Join(e.Object.Name), storage.Changed,
				"Source might be changed by other process or application. It is not what the listing described.")
		}
		blobType := e.Object.Props.BlobType
		e.Object.Props, e.Object.Undescribed = there.Props, false
		e.Object.Props.BlobType = blobType
		return nil
	})
}
