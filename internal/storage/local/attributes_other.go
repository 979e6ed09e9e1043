//go:build !linux && !darwin && !windows

package local

import (
	"io/fs"
	"path/filepath"
	"time"
)

// attributesOf returns what follows from a file's name and mode.
func attributesOf(path string, info fs.FileInfo) (attributes, error) {
	return derived(info, filepath.Base(path)), nil
}

// storedAttributes finds none.
func storedAttributes(string, fs.FileInfo) (attributes, bool, error) { return 0, false, nil }

// createdAt is not known.
func createdAt(fs.FileInfo) time.Time { return time.Time{} }
