package local

import "azcopy/internal/storage"

// Naming describes the names of files, by the rules of Windows or of the other systems. Those of Windows are in
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
func Naming(windows bool) storage.Naming {
	n := storage.Naming{Object: "file", Directory: "folder", Folders: true, Wildcards: true, Escaped: "\x00"}
	if !windows {
		return n
	}
	n.DropsDots, n.DropsBlanks, n.Devices = true, true, true
	for c := byte(1); c < ' '; c++ {
		n.Escaped += string(rune(c))
	}
	n.Escaped += `"<>|:*?\`
	return n
}
