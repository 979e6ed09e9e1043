package local

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// fileLock keeps others from writing to a partial file. It ends with the file's Close, since an open file can't be renamed.
type fileLock struct{}

// lockFile locks an open file, or returns errLocked when it is locked already, by this process or another. Where a file
// system has no locks there is none.
func lockFile(f *os.File) (fileLock, error) {
	// The lock is on a byte after any content, so that it blocks nobody's access.
	at := &windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return fileLock{}, errLocked
	}
	return fileLock{}, nil
}

func (fileLock) release() {}
