package fileshare

import "azcopy/internal/storage"

// Traits are those of a file in a share: it is there as soon as it is created, and filled in place. Its MD5 stays what it was
// when its content is written, through SMB or by Put Range. An object that stands for a folder becomes a directory.
func (s *Share) Traits(obj storage.Object) storage.Traits {
	return storage.Traits{
		InPlace: true, KeepsMD5: true, KeepsProperties: true, KeepsTimes: true, Durable: true, Remote: true,
		Folder: obj.IsFolder(),
	}
}

// Allows allows every name; the planner knows those that no file can have.
func (s *Share) Allows(string) error { return nil }
