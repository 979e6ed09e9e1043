// Package local is the driver for folders of the file system.
package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"azcopy/internal/storage"
)

// chunkStep is the usual length of a chunk, in bytes: large enough that the cost of a system call does not matter.
const chunkStep = 4 << 20

// maxChunks bounds the chunks of one file, since callers keep state for each.
const maxChunks = 50_000

// IsFolder reports whether the path names an existing folder.
func IsFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func object(name string, info fs.FileInfo) storage.Object {
	return storage.Object{Name: name, Size: info.Size(), ModTime: info.ModTime().UTC()}
}

// join returns the path of the object of this name below a folder.
func join(folder, name string) string {
	return filepath.Join(folder, filepath.FromSlash(name))
}

// classify gives an error from the file system its kind. It drops the operation and path that package os adds, since op
// names both.
func classify(op string, err error) error {
	if err == nil {
		return nil
	}
	kind := storage.Other
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind = storage.NotFound
	case errors.Is(err, fs.ErrPermission):
		kind = storage.Denied
	case isNoSpace(err):
		kind = storage.NoSpace
	case isFolderCollision(err):
		kind = storage.FolderCollision
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	} else if link, ok := errors.AsType[*os.LinkError](err); ok {
		err = link.Err
	}
	return &storage.Error{Op: op, Kind: kind, Err: err}
}
