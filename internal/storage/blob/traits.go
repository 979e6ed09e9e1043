package blob

import (
	"context"

	"azcopy/internal/storage"
)

// Traits are those of a blob's type. The MD5 of a page blob stays what it was when its pages are written, and so does that
// of an append blob, but a byte of that never changes once its properties are set.
func (c *Container) Traits(obj storage.Object) storage.Traits {
	t := storage.Traits{KeepsMD5: true, VouchesMD5: true, KeepsProperties: true, Typed: true, Durable: true, Remote: true}
	switch obj.Props.BlobType {
	case storage.PageBlob:
		t.InPlace, t.VouchesMD5 = true, false
	case storage.AppendBlob:
		t.InPlace, t.Ordered = true, true
	}
	return t
}

// Allows allows every name; the planner knows those that no blob can have.
func (c *Container) Allows(string) error { return nil }

// StatFolder is Stat: a folder is a blob that stands for it.
func (c *Container) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	return c.Stat(ctx, name)
}
