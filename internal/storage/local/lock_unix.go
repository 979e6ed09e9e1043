//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package local

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// fileLock keeps others from writing to a partial file. It outlasts the file's Close, up to the rename.
type fileLock struct{ held *os.File }

// lockFile locks an open file, or returns errLocked when it is locked already, by this process or another. Where a file
// system has no locks there is none.
func lockFile(f *os.File) (fileLock, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return fileLock{}, err
	}
	held := os.NewFile(uintptr(fd), f.Name())
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		held.Close()
		return fileLock{}, errLocked
	}
	return fileLock{held}, nil
}

func (l fileLock) release() {
	if l.held != nil {
		l.held.Close()
	}
}
