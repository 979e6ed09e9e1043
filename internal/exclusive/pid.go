package exclusive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"azcopy/internal/regular"
)

// maxPID bounds how many bytes are read from a file with a process ID.
const maxPID = 32

// PID reads a process ID from a file. It returns 0 when that is not known.
func PID(path string) int {
	text, err := regular.ReadFile(path, maxPID)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}

// WritePID writes this process's ID to a file at another path, which Close and Remove delete. It replaces only a file that
// WritePID wrote; if there is anything else, it writes nothing, since the lock is what counts.
func (f *File) WritePID(path string) error {
	if found, err := os.Lstat(path); err == nil && found.Mode().IsRegular() && (found.Size() == 0 || PID(path) > 0) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // and not written over: it may have another name
			return err
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, os.Getpid())
	held, looking := file.Stat()
	f.pid, f.pidPath = held, path
	return errors.Join(err, looking, file.Close())
}

// removePID removes the file that WritePID created, and no other.
func (f *File) removePID() {
	if f.pid == nil {
		return
	}
	if named, err := os.Lstat(f.pidPath); err == nil && os.SameFile(named, f.pid) {
		os.Remove(f.pidPath) // the lock is what counts
	}
	f.pid = nil
}
