package plan

import "azcopy/internal/storage"

// notBelow returns why an object is not copied whose name is that of the source's folder itself, with the separator at its
// end, and so not below it. Other tools create such a blob, usually an empty one, so that the folder exists without a file.
func notBelow(obj storage.Object) error {
	if obj.Size == 0 {
		return &ExcludedError{"it stands for the folder that /Source names, and is empty"}
	}
	return storage.Errorf("copy it", storage.InvalidName, "its name is that of /Source itself, with the separator at its end, and nothing below it; "+
		"to copy it, leave the last folder out of /Source and give it as /Pattern, as in /Pattern:folder/ without /S")
}
