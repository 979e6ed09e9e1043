// Package exclusive opens a file for one process at a time, and keeps that process's ID in another file.
package exclusive

import (
	"errors"
	"io/fs"
	"os"

	"azcopy/internal/regular"

	"github.com/gofrs/flock"
)

// ErrInUse reports that another process has the file open.
var ErrInUse = errors.New("another process uses it")

// errRemoved reports that another process removed the file after it was opened and before it was locked.
var errRemoved = errors.New("it has been removed")

// maxTries bounds how often Open tries again after other processes removed the file.
const maxTries = 100

// File is a regular file that no other process can open with this package.
type File struct {
	*os.File
	path string
	lock *flock.Flock
	// pid describes the file at pidPath with this process's ID; nil when there is none.
	pid     fs.FileInfo
	pidPath string
}

// Open opens a file for reading and writing and locks it. It creates the file when it is missing. The error is ErrInUse when
// another process has it open. On Windows nobody can read or write the first byte while the file is locked.
func Open(path string) (*File, error) {
	f, err := open(path)
	for try := 1; try < maxTries && errors.Is(err, errRemoved); try++ {
		f, err = open(path)
	}
	if errors.Is(err, errRemoved) {
		err = ErrInUse
	}
	return f, err
}

func open(path string) (*File, error) {
	file, err := regular.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	f := &File{File: file, path: path, lock: flock.New(path)}
	locked, err := f.lock.TryLock()
	switch {
	case err != nil:
	case !locked:
		err = ErrInUse
	case !f.holdsLock() || !f.IsNamed():
		err = errRemoved
	default:
		return f, nil
	}
	return nil, errors.Join(err, f.Close())
}

// holdsLock reports whether the open file is the one that is locked.
func (f *File) holdsLock() bool {
	locked, err := f.lock.Stat()
	if err != nil {
		return false
	}
	held, err := f.Stat()
	return err == nil && os.SameFile(locked, held)
}

// IsNamed reports whether the file still has its path.
func (f *File) IsNamed() bool {
	held, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(f.path)
	return err == nil && os.SameFile(held, named)
}

// Close closes and unlocks the file.
func (f *File) Close() error {
	f.removePID()
	return errors.Join(f.File.Close(), f.lock.Close())
}

// Remove closes the file and removes it, unless its path now belongs to another file.
func (f *File) Remove() error { return f.leave(os.Remove) }

// Rename closes the file and gives it another path, unless its path now belongs to another file.
func (f *File) Rename(to string) error {
	return f.leave(func(path string) error { return os.Rename(path, to) })
}

// leave closes the file and does something to its path. Where that can be done to an open file it is done before the lock is
// given up, and the process ID is removed first: after that another process may own the folder.
func (f *File) leave(path func(path string) error) error {
	f.removePID()
	if !f.IsNamed() {
		return f.Close()
	}
	leaving := path(f.path)
	err := f.Close()
	if leaving != nil {
		leaving = path(f.path)
	}
	return errors.Join(err, leaving)
}
