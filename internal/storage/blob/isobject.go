package blob

import (
	"context"

	"azcopy/internal/storage"
)

// IsObject reports whether there is a blob of this name that does not stand for a folder. It is false for a credential that
// may not look: that may still list a virtual directory of the name.
func (c *Container) IsObject(ctx context.Context, name string) (bool, error) {
	obj, err := c.Stat(ctx, name)
	switch storage.KindOf(err) {
	case storage.NotFound, storage.Denied:
		return false, nil
	}
	return err == nil && !obj.IsFolder(), err
}
