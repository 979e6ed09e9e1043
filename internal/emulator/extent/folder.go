package extent

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is a Store with a file for each extent, spread over 256 folders so that none becomes huge.
type folder struct{ path string }

// incoming is the folder of a file until it is complete.
const incoming = "incoming"

// OpenFolder opens the store in the folder at path, which is created when missing. Files that an interrupted process
// left half written are removed. No other process may have the folder open.
func OpenFolder(path string) (Store, error) {
	f := &folder{path}
	if err := os.RemoveAll(filepath.Join(path, incoming)); err != nil {
		return nil, fmt.Errorf("open the folder of the extents: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(path, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of the extents: %w", err)
	}
	for i := range 256 {
		if err := os.MkdirAll(filepath.Join(path, fmt.Sprintf("%02x", i)), 0o700); err != nil {
			return nil, fmt.Errorf("open the folder of the extents: %w", err)
		}
	}
	return f, nil
}

// file returns the path of an extent. An ID that the store never gave out leads nowhere else.
func (f *folder) file(id ID) string {
	name := filepath.Base(string(id))
	return filepath.Join(f.path, name[:min(2, len(name))], name)
}

func (f *folder) Write(r io.Reader, size int64) (ID, error) {
	id := newID()
	temporary := filepath.Join(f.path, incoming, string(id))
	if err := writeFile(temporary, r, size); err != nil {
		os.Remove(temporary)
		return "", err
	}
	if err := os.Rename(temporary, f.file(id)); err != nil {
		os.Remove(temporary)
		return "", fmt.Errorf("write an extent: %w", err)
	}
	return id, nil
}

// maxBuffer is large enough for few system calls and small enough for hundreds of requests at once.
const maxBuffer = 256 << 10

func writeFile(path string, r io.Reader, size int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write an extent: %w", err)
	}
	buffer := make([]byte, min(size, maxBuffer))
	written, err := io.CopyBuffer(onlyWriter{file}, io.LimitReader(r, size), buffer)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil && written < size {
		err = io.ErrUnexpectedEOF
	}
	return ended(err)
}

// onlyWriter hides the file's ReadFrom, which would use a smaller buffer of its own.
type onlyWriter struct{ io.Writer }

func (f *folder) Open(id ID, size int64) (Reader, error) {
	path := f.file(id)
	// Opening anything but a regular file could block forever.
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s is missing", ErrDamaged, path)
	case err != nil:
		return nil, fmt.Errorf("read an extent: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s is not a regular file", ErrDamaged, path)
	case info.Size() < size:
		return nil, fmt.Errorf("%w: %s has %d bytes in place of %d", ErrDamaged, path, info.Size(), size)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read an extent: %w", err)
	}
	return file, nil
}

func (f *folder) Any() bool {
	for i := range 256 {
		if entries, err := os.ReadDir(filepath.Join(f.path, fmt.Sprintf("%02x", i))); err == nil && len(entries) > 0 {
			return true
		}
	}
	return false
}

func (f *folder) Remove(id ID) error { return os.Remove(f.file(id)) }
