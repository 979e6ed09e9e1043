package local

import (
	"context"

	"azcopy/internal/storage"
)

// StatFolder is as Stat, but finds a folder of this name as well. A folder has no ModTime here: it would tell when a file
// came or went in it, which says nothing of a blob that stands for it.
func (d *Destination) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	if err := d.checkName(name); err != nil {
		return storage.Object{}, err
	}
	if IsFolder(join(d.folder, name)) {
		return storage.Object{Name: name}, nil
	}
	return d.Stat(ctx, name)
}
