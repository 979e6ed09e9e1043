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

// nameOnDisk returns the name that the last part of a path has in its folder, or "" when nothing is there.
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
	// The system writes a path of at most this many bytes. Of fcntl's functions, this one takes a pointer; the command
	// decides what it points to.
	buf := new([unix.PathMax]byte)
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETPATH, (*unix.Flock_t)(unsafe.Pointer(buf))); err != nil {
		return "", err
	}
	actual, _, _ := bytes.Cut(buf[:], []byte{0})
	return filepath.Base(string(actual)), nil
}
