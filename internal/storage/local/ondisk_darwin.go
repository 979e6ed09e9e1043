package local

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// nameOnDisk returns by what name the last part of a path stands in its folder, or "" when nothing is there.
func nameOnDisk(path string) (string, error) {
	const onlyTheEntry = unix.O_EVTONLY | unix.O_SYMLINK // neither its content nor what it links to
	f, err := os.OpenFile(path, onlyTheEntry, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	// The system writes a path of at most so many bytes. Of all functions for fcntl, this one takes a pointer, and what
	// it points to is between the command and the system.
	buf := new([unix.PathMax]byte)
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETPATH, (*unix.Flock_t)(unsafe.Pointer(buf))); err != nil {
		return "", err
	}
	actual, _, _ := bytes.Cut(buf[:], []byte{0})
	return filepath.Base(string(actual)), nil
}
