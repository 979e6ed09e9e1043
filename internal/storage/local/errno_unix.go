//go:build !windows

package local

import (
	"errors"
	"syscall"
)

// openFlags keep a pipe that nobody writes to from blocking the open.
const openFlags = syscall.O_NONBLOCK

func isNoSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// isFolderCollision reports whether there is a folder where a file must be, or the reverse.
func isFolderCollision(err error) bool {
	return errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR) || errors.Is(err, syscall.ENOTEMPTY)
}
