package plan

import "azcopy/internal/storage"

// notBelow returns why an object is not copied that has the name of the source's folder itself, with the separator at its
// end, and so none below it. Other tools make such a blob, mostly an empty one, so that the folder is there without a file.
func notBelow(obj storage.Object) error {
	if obj.Size == 0 {
		return &ExcludedError{"it stands for the folder that /Source names, and is empty"}
	}
	return storage.Errorf("copy it", storage.InvalidName, "it has the name of /Source itself, with the separator at its end, and none below it; "+
		"to copy it, leave the last folder out of /Source and give that as /Pattern, as in /Pattern:folder/ without /S")
}
