package local

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/tree"
)

// Source reads the files of a folder.
type Source struct {
	folder   string
	inMemory int // how many names of one folder are sorted in memory
	options  SourceOptions
}

var _ storage.Source = (*Source)(nil)

// NewSource returns the source of the files in and below a folder, which need not exist yet.
func NewSource(folder string) *Source {
	return &Source{folder: folder, inMemory: tree.InMemory}
}

// Stat returns the file of this name. A folder, or a file that is not selected, is not found; whatever else List would
// report as a *storage.ObjectError is an error here.
func (s *Source) Stat(_ context.Context, name string) (storage.Object, error) {
	obj, found, err := s.file(name)
	if err == nil && !found {
		err = storage.Errorf("look at "+join(s.folder, name), storage.NotFound, "there is no file with this name that is to be copied")
	}
	return obj, err
}

// Open opens the file. It does not block if the file has become a pipe since it was listed.
func (s *Source) Open(_ context.Context, obj storage.Object) (storage.Content, error) {
	path := join(s.folder, obj.Name)
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, classify("open "+path, err)
	}
	c := &content{file: f, size: obj.Size, modTime: obj.ModTime, mayGrow: s.options.AllowGrowth}
	if c.size == 0 {
		if err := c.checkEnd(); err != nil {
			f.Close()
			return nil, err
		}
	}
	return c, nil
}

// content is an open file, with what the listing said about it.
type content struct {
	file    *os.File
	size    int64
	modTime time.Time
	mayGrow bool // see SourceOptions.AllowGrowth
}

// ReadRange reads with one system call where the system allows it.
func (c *content) ReadRange(ctx context.Context, p []byte, off int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch n, err := c.file.ReadAt(p, off); {
	case n == len(p):
		return nil
	case err == io.EOF:
		return c.short()
	default:
		return classify(fmt.Sprintf("read %d bytes at %d of %s", len(p), off, c.file.Name()), err)
	}
}

// Verify compares the size and the modification time with those of the listing, and checks that the file ends where its size
// says. A file that may grow passes when it has grown.
func (c *content) Verify(context.Context) error {
	info, err := c.file.Stat()
	if err != nil {
		return classify("look at "+c.file.Name(), err)
	}
	if c.grew(info) {
		return nil
	}
	if info.Size() != c.size || !info.ModTime().Equal(c.modTime) {
		return c.changed()
	}
	return c.checkEnd()
}

// checkEnd returns an error when the file has more content than its size. Files of /proc do: their size is always 0.
func (c *content) checkEnd() error {
	switch n, err := c.file.ReadAt(make([]byte, 1), c.size); {
	case err == io.EOF:
		return nil
	case n == 0:
		return classify(fmt.Sprintf("read %s after its %d bytes", c.file.Name(), c.size), err)
	}
	info, err := c.file.Stat()
	switch {
	case err == nil && c.grew(info):
		return nil
	case err == nil && info.Size() != c.size:
		return c.changed()
	}
	return c.missized("more")
}

// grew reports whether a file that may grow has done so since it was listed.
func (c *content) grew(info fs.FileInfo) bool { return c.mayGrow && info.Size() > c.size }

// short returns the error for a file that ends before its size: it has shrunk since it was listed, or never was that long.
func (c *content) short() error {
	if info, err := c.file.Stat(); err == nil && info.Size() == c.size && info.ModTime().Equal(c.modTime) {
		return c.missized("less")
	}
	return c.changed()
}

func (c *content) missized(than string) error {
	return storage.Errorf("read "+c.file.Name(), storage.Other,
		"it has %s content than the %d bytes that its size says, as files of /proc and /sys have; copy it into a regular file, and upload that", than, c.size)
}

func (c *content) changed() error {
	return storage.Errorf("read "+c.file.Name(), storage.Changed, "Source might be changed by other process or application.")
}

func (c *content) Close() error { return c.file.Close() }
