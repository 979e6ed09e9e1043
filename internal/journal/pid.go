package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"azcopy/internal/regular"
)

const pidName = "AzCopy.pid"

// maxPID bounds the bytes that are read of it.
const maxPID = 32

func (j *Journal) pidPath() string { return filepath.Join(j.Folder(), pidName) }

// readPID returns the process that has the journal, 0 when that is unknown.
func readPID(folder string) int {
	text, err := regular.ReadFile(filepath.Join(folder, pidName), maxPID)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}

// writePID tells others which process has the journal. What lies there and is not of an earlier run is left, and the journal
// has no such file then: the lock is what counts.
func (j *Journal) writePID() error {
	path := j.pidPath()
	if found, err := os.Lstat(path); err == nil && found.Mode().IsRegular() && (found.Size() == 0 || readPID(j.Folder()) > 0) {
		if err := os.Remove(path); err != nil { // and not written over: it may have another name
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, os.Getpid())
	held, looking := f.Stat()
	j.pid = held
	return errors.Join(err, looking, f.Close())
}

// removePID removes the file that writePID has made, and no other.
func (j *Journal) removePID() {
	if named, err := os.Lstat(j.pidPath()); err == nil && j.pid != nil && os.SameFile(named, j.pid) {
		os.Remove(j.pidPath()) // the lock is what counts
	}
}
