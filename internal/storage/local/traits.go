package local

import "azcopy/internal/storage"

// Traits returns those of a file: it appears when it is whole, and of a blob's properties it has only the modification time.
// A power cut loses what the file system has not yet written to its disk. A blob that stands for a folder becomes one.
func (d *Destination) Traits(obj storage.Object) storage.Traits {
	return storage.Traits{KeepsTimes: true, Folder: obj.IsFolder()}
}
