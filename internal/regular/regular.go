// Package regular opens regular files and nothing else: a pipe, a device or a link in place of one of the program's own
// files could block forever, or lead to somebody else's file.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotRegular is the error for what is neither a regular file nor, where links are followed, a link to one.
var ErrNotRegular = errors.New("it is not a regular file; move it away")

// tries is how often to open a file again that was replaced while it was opened.
const tries = 10

// OpenFile opens a regular file like os.OpenFile. It does not follow a link at the end of the path, and does not block.
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

// ReadFile reads a regular file of at most limit bytes, also through a link.
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

// errReplaced is the error when the opened file is not the one that was looked at.
var errReplaced = errors.New("the file was replaced")

// open opens the file that was looked at; nil when there was none.
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
