//go:build !windows && !darwin

package local

import (
	"errors"
	"io/fs"
	"os"
)

// nameOnDisk returns the name that the last part of a path has in its folder, or "" when nothing is there. The system does
// not report the name, so the folder is searched for it, but only when there is a file, and only in the rare folders whose
// file system takes names that differ in case for one.
func nameOnDisk(path string) (string, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return scanFor(path)
}
