//go:build !linux && !darwin && !windows

package local

import (
	"io/fs"
	"path/filepath"
)

// attributesOf returns what follows from a file's name and mode.
func attributesOf(path string, info fs.FileInfo) (attributes, error) {
	return derived(info, filepath.Base(path)), nil
}
