//go:build linux || darwin

package local

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// attributesOf returns the attributes that a Windows file system or Samba keeps for a file, or else what follows from its
// name and mode.
func attributesOf(path string, info fs.FileInfo) (attributes, error) {
	a, ok, err := storedAttributes(path, info)
	if err != nil || ok {
		return a, err
	}
	return derived(info, filepath.Base(path)), nil
}

// storedAttributes returns the attributes that a Windows file system or Samba keeps of a file, or false.
func storedAttributes(path string, _ fs.FileInfo) (attributes, bool, error) {
	for _, kept := range keptAttributes() {
		p, err := extended(path, kept.name)
		if err != nil {
			return 0, false, fmt.Errorf("read the extended attribute %s: %w", kept.name, err)
		}
		if p == nil {
			continue
		}
		a, ok, err := kept.parse(p)
		if err != nil {
			return 0, false, fmt.Errorf("the extended attribute %s can't be understood: %w", kept.name, err)
		}
		if ok {
			return a, true, nil
		}
	}
	return 0, false, nil
}

// createdAt is zero: of Unix file systems, few keep when a file was made.
func createdAt(fs.FileInfo) time.Time { return time.Time{} }

// kept is an extended attribute that holds attributes.
type kept struct {
	name  string
	parse func(p []byte) (attributes, bool, error)
}

// keptAttributes are those of Samba's files, of the two drivers for NTFS, and of a mounted SMB share.
func keptAttributes() []kept {
	return []kept{
		{"user.DOSATTRIB", parseDOSAttrib},
		{"system.ntfs_attrib_be", parseNumber(binary.BigEndian)},
		{"system.ntfs_attrib", parseNumber(binary.NativeEndian)},
		{"user.cifs.dosattrib", parseNumber(binary.NativeEndian)},
	}
}

// parseNumber returns the parser of attributes that are a 32-bit number and nothing else.
func parseNumber(order binary.ByteOrder) func(p []byte) (attributes, bool, error) {
	return func(p []byte) (attributes, bool, error) {
		if len(p) != 4 {
			return 0, false, fmt.Errorf("it has %d bytes instead of 4", len(p))
		}
		return attributes(order.Uint32(p)), true, nil
	}
}

// extended returns the extended attribute of this name at the path, following links, or nil when there is none.
func extended(path, name string) ([]byte, error) {
	p := make([]byte, 1024) // longer than any of them
	n, err := unix.Getxattr(path, name, p)
	switch {
	case errors.Is(err, noAttribute), errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.EINVAL):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return p[:n], nil
}
