package seal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"azcopy/internal/regular"
)

// maxFile bounds the bytes that are read from a key's file.
const maxFile = 4096

// File is a Store in a file that only its owner may read.
type File struct{ Path string }

// Key reads the file, or creates it with its folder.
func (f File) Key(_ context.Context, create func() string) (string, error) {
	key, err := f.read()
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if create == nil {
		return "", nil
	}
	if err := f.write(create()); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return f.read() // another process may have been first
}

func (f File) read() (string, error) {
	text, err := regular.ReadFile(f.Path, maxFile)
	if err != nil {
		return "", fmt.Errorf("read the key that seals secrets: %w", err)
	}
	key := strings.TrimSpace(string(text))
	if _, err := decode(key); err != nil {
		return "", fmt.Errorf("%w: %s", err, f.Path)
	}
	return key, nil
}

// write creates the file in one step, so that no process reads part of a key.
func (f File) write(key string) error {
	folder := filepath.Dir(f.Path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("create the folder of the key that seals secrets: %w", err)
	}
	whole, err := os.CreateTemp(folder, ".key-*") // which gives the file the mode 0600
	if err != nil {
		return fmt.Errorf("create the key that seals secrets: %w", err)
	}
	defer os.Remove(whole.Name())
	_, err = whole.WriteString(key + "\n")
	if err := errors.Join(err, whole.Sync(), whole.Close()); err != nil {
		return fmt.Errorf("write the key that seals secrets: %w", err)
	}
	if err := os.Link(whole.Name(), f.Path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Where there are no links, the later of two processes wins.
	return os.Rename(whole.Name(), f.Path)
}
