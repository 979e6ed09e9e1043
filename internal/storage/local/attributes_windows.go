package local

import (
	"io/fs"
	"syscall"
)

// attributesOf returns the attributes that the listing of the folder came with.
func attributesOf(_ string, info fs.FileInfo) (attributes, error) {
	if data, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return attributes(data.FileAttributes), nil
	}
	return normal, nil
}
