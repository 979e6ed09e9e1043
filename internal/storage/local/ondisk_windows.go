package local

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/windows"
)

// nameOnDisk returns the name that the last part of a path has in its folder, or "" when nothing is there. For a short name
// such as PROGRA~1 that is the long one.
func nameOnDisk(path string) (string, error) {
	pattern, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return "", err
	}
	var found windows.Win32finddata
	search, err := windows.FindFirstFile(pattern, &found)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return windows.UTF16ToString(found.FileName[:]), windows.FindClose(search)
}
