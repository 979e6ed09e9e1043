package blob

import "azcopy/internal/storage"

// Naming describes the names of blobs, which are flat, although '/' separates virtual directories in them. The service reads
// a name as the path of a URL, in which a \ is a '/', and of each part it drops the dots at the end. Its limits are those of
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
func Naming() storage.Naming {
	return storage.Naming{
		Object: "blob", Directory: "virtual directory",
		BackslashIsSlash: true, UTF8: true, DropsDots: true,
		MaxName: 1024, MaxParts: 254,
	}
}
