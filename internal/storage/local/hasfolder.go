package local

import (
	"io/fs"
	"os"
)

// HasFolder reports whether there is a folder of this name that List walks through; with FollowLinks that may be a link.
func (s *Source) HasFolder(name string) bool {
	path := join(s.folder, name)
	if s.options.FollowLinks {
		return IsFolder(path)
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) == 0 && info.IsDir()
}
