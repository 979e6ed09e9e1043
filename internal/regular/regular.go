// Package regular opens regular files and nothing else: where a pipe, a device or a link lies in the place of a file of the
// program's own, opening it could wait for ever, or write to somebody else's file.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotRegular is the error for what is neither a regular file nor, for those who follow links, a link to one.
var ErrNotRegular = errors.New("it is not a regular file; move it away")

// tries bounds how often a file is opened again that was replaced meanwhile.
const tries = 10

// OpenFile opens a regular file as os.OpenFile does. It does not follow a link at the end of the path, and waits for nobody.
func OpenFile(path string, flag int, perm fs.FileMode) (*os.File, error) {
	for range tries {
		named, err := os.Lstat(path)
		missing := errors.Is(err, fs.ErrNotExist) && flag&os.O_CREATE != 0
		if err != nil && !missing {
			return nil, err
		}
		f, err := open(path, flag|noFollow, perm, named)
		if !errors.Is(err, errReplaced) {
			return f, err
		}
	}
	return nil, refused(path)
}

// ReadFile reads a regular file of at most so many bytes, or what a link to one leads to.
func ReadFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f, err := open(path, os.O_RDONLY, 0, info)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, fmt.Errorf("read %s: it is larger than %d bytes", path, most)
	}
	return text, err
}

// errReplaced says that the opened file is not the one that was looked at.
var errReplaced = errors.New("the file was replaced")

// open opens what was looked at, which is nil when nothing was there.
func open(path string, flag int, perm fs.FileMode, looked fs.FileInfo) (*os.File, error) {
	if looked != nil && !looked.Mode().IsRegular() {
		return nil, refused(path)
	}
	f, err := os.OpenFile(path, flag|NoWait, perm)
	if err != nil {
		return nil, err
	}
	held, err := f.Stat()
	switch {
	case err != nil:
	case !held.Mode().IsRegular():
		err = refused(path)
	case looked != nil && !os.SameFile(looked, held):
		err = errReplaced
	default:
		return f, nil
	}
	return nil, errors.Join(err, f.Close())
}

func refused(path string) error { return &fs.PathError{Op: "open", Path: path, Err: ErrNotRegular} }
