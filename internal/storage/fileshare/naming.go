package fileshare

import "azcopy/internal/storage"

// Naming describes the names of files in a share: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-shares--directories--files--and-metadata.
func Naming() storage.Naming {
	n := storage.Naming{
		Object: "file", Directory: "directory",
		Folders: true, CaseFolds: true, BackslashIsSlash: true, UTF8: true,
		MaxName: 2048, MaxParts: 250, MaxPart: 255,
	}
	for c := byte(0); c < ' '; c++ {
		n.Escaped += string(rune(c))
	}
	n.Escaped += "\"\\:|<>*?\x7f"
	return n
}
