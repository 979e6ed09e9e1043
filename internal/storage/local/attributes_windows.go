package local

import (
	"io/fs"
	"syscall"
	"time"
)

// attributesOf returns the attributes that the listing of the folder came with.
func attributesOf(path string, info fs.FileInfo) (attributes, error) {
	a, ok, err := storedAttributes(path, info)
	if !ok {
		a = normal
	}
	return a, err
}

// storedAttributes is attributesOf, and false where the listing came without.
func storedAttributes(_ string, info fs.FileInfo) (attributes, bool, error) {
	if data, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return attributes(data.FileAttributes), true, nil
	}
	return 0, false, nil
}

// createdAt returns when a file was made, in UTC.
func createdAt(info fs.FileInfo) time.Time {
	if data, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return time.Unix(0, data.CreationTime.Nanoseconds()).UTC()
	}
	return time.Time{}
}
