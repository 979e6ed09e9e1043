package local

import (
	"io/fs"
	"os"
)

// HasFolder reports whether there is a folder of this name that List walks through: a link to one only with FollowLinks.
func (s *Source) HasFolder(name string) bool {
	path := join(s.folder, name)
	if s.options.FollowLinks {
		return IsFolder(path)
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) == 0 && info.IsDir()
}
