package fileshare

import (
	"context"
	"maps"
	"path"
	"strings"
	"sync"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
)

// maxMade is how many directories are remembered that were created. One that is forgotten costs a request when files that were
// refused before it was there ask for it.
const maxMade = 1 << 12

// directories are those that were created, or are being created, each once however many files wait for it.
type directories struct {
	mu  sync.Mutex
	all map[string]*creation // by the path in the share
}

// creation is that of one directory. Its error is valid once done is closed.
type creation struct {
	done chan struct{}
	err  error
}

func newDirectories() *directories { return &directories{all: make(map[string]*creation)} }

// claim returns the creation of a directory, and whether the caller is the one to carry it out.
func (d *directories) claim(path string) (_ *creation, mine bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.all[path]; c != nil {
		return c, false
	}
	c := &creation{done: make(chan struct{})}
	d.all[path] = c
	return c, true
}

// end lets those go on that wait for a directory. One that could not be created is forgotten.
func (d *directories) end(path string, c *creation, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.all) > maxMade {
		maps.DeleteFunc(d.all, func(_ string, c *creation) bool { return c.isDone() })
	}
	if c.err = err; err != nil {
		delete(d.all, path)
	}
	close(c.done)
}

// forget has a directory created again, unless that is under way.
func (d *directories) forget(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.all[path]; c != nil && c.isDone() {
		delete(d.all, path)
	}
}

func (c *creation) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// makeDirectory creates a directory, by its path in the share, and those above it that are missing. When the context of the
// caller that creates it ends, the next one that waits does so.
func (s *Share) makeDirectory(ctx context.Context, path string) error {
	for {
		c, mine := s.made.claim(path)
		if mine {
			err := s.createDirectory(ctx, path)
			s.made.end(path, c, err)
			return err
		}
		select {
		case <-c.done:
			if c.err == nil || !isCancelled(c.err) {
				return c.err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// createDirectory is Create Directory. One that is there already is as good as a new one.
func (s *Share) createDirectory(ctx context.Context, path string) error {
	err := s.within(ctx, path, func() error {
		_, err := s.directory(path).Create(ctx, nil)
		if fileerror.HasCode(err, fileerror.ResourceAlreadyExists) {
			return nil
		}
		return err
	})
	return azure.Classify("create the directory "+s.shown(path), err)
}

// within sends a request that creates what has this path in the share. When the directory of that is missing, it is created,
// and the request is sent again. A directory that was there before may have been deleted since.
func (s *Share) within(ctx context.Context, name string, create func() error) error {
	parent := path.Dir(name)
	err := create()
	for tries := 0; tries < 2 && fileerror.HasCode(err, fileerror.ParentNotFound) && parent != "."; tries++ {
		if tries > 0 {
			s.made.forget(parent)
		}
		if err := s.makeDirectory(ctx, parent); err != nil {
			return err
		}
		err = create()
	}
	if fileerror.HasCode(err, fileerror.ParentNotFound) {
		return storage.Errorf("create "+s.shown(name), storage.FolderCollision, "there is a file where its directory %s must be", s.shown(parent))
	}
	return err
}

// clean returns a path in the share without slashes that separate nothing; that of the root is empty.
func clean(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

// shown returns the URL of a path in the share, for errors.
func (s *Share) shown(path string) string {
	at := s.location
	at.Directory = path
	return at.String()
}
