package fileshare

import (
	"context"
	"path"
	"strings"
	"sync"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
)

// directories are those that are being created, each once however many files wait for it.
type directories struct {
	mu     sync.Mutex
	making map[string]*making // by the path in the share
}

// making is the creation of one directory. Its error is valid once done is closed.
type making struct {
	done chan struct{}
	err  error
}

func newDirectories() *directories { return &directories{making: make(map[string]*making)} }

// claim returns the creation of a directory, and whether the caller is the one to carry it out.
func (d *directories) claim(path string) (_ *making, mine bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := d.making[path]; m != nil {
		return m, false
	}
	m := &making{done: make(chan struct{})}
	d.making[path] = m
	return m, true
}

// end lets those go on that wait for a directory. The next who misses it creates it again.
func (d *directories) end(path string, m *making, err error) {
	d.mu.Lock()
	delete(d.making, path)
	d.mu.Unlock()
	m.err = err
	close(m.done)
}

// makeDirectory creates a directory, by its path in the share, and those above it that are missing. When the context of the
// caller that creates it ends, the next one that waits does so.
func (s *Share) makeDirectory(ctx context.Context, path string) error {
	for {
		m, mine := s.made.claim(path)
		if mine {
			err := s.createDirectory(ctx, path)
			s.made.end(path, m, err)
			return err
		}
		select {
		case <-m.done:
			if m.err == nil || !isCancelled(m.err) {
				return m.err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// createDirectory is Create Directory. One that is there already is as good as a new one.
func (s *Share) createDirectory(ctx context.Context, directory string) error {
	create := func() error {
		_, err := s.directory(directory).Create(ctx, nil)
		if fileerror.HasCode(err, fileerror.ResourceAlreadyExists) {
			return nil
		}
		return err
	}
	err := create()
	if parent := path.Dir(directory); fileerror.HasCode(err, fileerror.ParentNotFound) && parent != "." {
		if err := s.makeDirectory(ctx, parent); err != nil {
			return err
		}
		err = create()
	}
	return azure.Classify("create the directory "+s.shown(directory), err)
}

// inDirectory sends a request that creates a file, and when its directory is missing creates that and sends it again.
func (s *Share) inDirectory(ctx context.Context, name string, create func() error) error {
	err := create()
	if !fileerror.HasCode(err, fileerror.ParentNotFound) {
		return err
	}
	parent := path.Dir(clean(s.fullName(name)))
	if err := s.makeDirectory(ctx, parent); err != nil {
		return err
	}
	if err = create(); fileerror.HasCode(err, fileerror.ParentNotFound) {
		return storage.Errorf(s.op("create", name), storage.FolderCollision, "there is a file where its directory %s must be", s.shown(parent))
	}
	return err
}

// clean returns a path in the share without slashes that separate nothing.
func clean(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

// shown returns the URL of a path in the share, for errors.
func (s *Share) shown(path string) string {
	at := s.location
	at.Directory = path
	return at.String()
}
