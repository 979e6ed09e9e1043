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

// nameOnDisk returns the name by which the last part of a path stands in its folder, or "" when nothing is there.
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
	// The system writes a path of at most this many bytes. This is the function for fcntl that takes a pointer, and
	// what that points to is up to the command.
	buf := new([unix.PathMax]byte)
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETPATH, (*unix.Flock_t)(unsafe.Pointer(buf))); err != nil {
		return "", err
	}
	actual, _, _ := bytes.Cut(buf[:], []byte{0})
	return filepath.Base(string(actual)), nil
}
