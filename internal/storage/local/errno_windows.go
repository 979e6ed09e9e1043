package local

import (
	"errors"

	"golang.org/x/sys/windows"
)

// openFlags are none: on Windows no folder contains a pipe.
const openFlags = 0

func isNoSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// isFolderCollision reports whether there is a folder where a file must be, or the reverse.
func isFolderCollision(err error) bool {
	return errors.Is(err, windows.ERROR_DIRECTORY) || errors.Is(err, windows.ERROR_ALREADY_EXISTS)
}
