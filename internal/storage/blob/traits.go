package blob

import (
	"context"

	"azcopy/internal/storage"
)

// Traits returns those of a blob's type. The MD5 of a page blob does not change when its pages are written, nor does that of
// an append blob; but no byte of an append blob changes once its properties are set.
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

// StatFolder is Stat: blobs stand for folders.
func (c *Container) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	return c.Stat(ctx, name)
}
