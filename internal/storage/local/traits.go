package local

import "azcopy/internal/storage"

// Traits are those of a file: it appears when it is whole, and of a blob's properties it has the modification time alone.
// What a file system has not yet written to its disk, a power cut loses. A blob that stands for a folder becomes one.
func (d *Destination) Traits(obj storage.Object) storage.Traits {
	return storage.Traits{KeepsTimes: true, Folder: obj.IsFolder()}
}
