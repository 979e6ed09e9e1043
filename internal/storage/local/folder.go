package local

import (
	"context"

	"azcopy/internal/storage"
)

// StatFolder is like Stat, but finds a folder of this name as well. The folder has no ModTime: its own says when a file was
// added or removed, which has nothing to do with the blob that stands for the folder.
func (d *Destination) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	if err := d.checkName(name); err != nil {
		return storage.Object{}, err
	}
	if IsFolder(join(d.folder, name)) {
		return storage.Object{Name: name}, nil
	}
	return d.Stat(ctx, name)
}
