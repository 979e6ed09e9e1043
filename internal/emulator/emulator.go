// Package emulator is Azure Storage on one machine, for tests and for a first look: the Blob and the File service, each an
// http.Handler, with their state in memory or in a folder.
//
// Requests are verified as the service verifies them, by a shared key or a shared access signature, with code that
// shares nothing with the clients. The account devstoreaccount1 exists from the start, with the published key that all
// emulators share.
//
// Differences from the service: the names of metadata come back in lower case, a deleted container is gone at once, and
// there are no tiers, versions, soft delete, tags, encryption scopes or Entra ID. Page ranges are not compared with
// those of a snapshot. The File service has no SMB, and so no handles, and no NFS.
package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/blob"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/file"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/service"
)

// Emulator is an open emulator. It is an http.Handler that finds the service by the first label of the host's name:
// http://blob.anything/account/container. All methods may be called concurrently.
type Emulator struct {
	front      *service.Front
	blob, file http.Handler
	closers    []io.Closer
}

// Open opens an emulator. In a folder that another process uses it waits until the context ends, and then fails with
// ErrInUse.
func Open(ctx context.Context, options ...Option) (*Emulator, error) {
	s := settings{front: service.Front{
		Accounts: auth.NewAccounts(),
		Now:      time.Now,
		Log:      slog.New(slog.DiscardHandler),
	}}
	for _, o := range options {
		if err := o(&s); err != nil {
			return nil, err
		}
	}
	e := &Emulator{front: &s.front}
	records, extents, err := e.openState(ctx, s.folder)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	if err := e.openServices(records, extents, s.copySpeed); err != nil {
		return nil, errors.Join(asDamaged(err, s.folder), e.Close())
	}
	return e, nil
}

// openServices opens each service with its part of the index.
func (e *Emulator) openServices(records index.Store, extents extent.Store, copySpeed int64) error {
	blobs, err := records.Part(index.Blob)
	if err != nil {
		return err
	}
	files, err := records.Part(index.File)
	if err != nil {
		return err
	}
	e.blob = e.front.Handler(blob.New(blobs, extents, copySpeed))
	e.file = e.front.Handler(file.New(files, extents, copySpeed))
	return nil
}

// openState opens the state in a folder, or in memory when that is empty.
func (e *Emulator) openState(ctx context.Context, folder string) (index.Store, extent.Store, error) {
	if folder == "" {
		return index.NewMemory(), extent.NewMemory(), nil
	}
	lock, err := lockFolder(ctx, folder)
	if err != nil {
		return nil, nil, err
	}
	e.closers = append(e.closers, lock)
	extents, err := extent.OpenFolder(filepath.Join(folder, "extents"))
	if err != nil {
		return nil, nil, err
	}
	records, err := openIndex(filepath.Join(folder, "index.db"), extents)
	if err != nil {
		return nil, nil, asDamaged(err, folder)
	}
	e.closers = append(e.closers, records)
	return records, extents, nil
}

// asDamaged adds what to do to an error about the index.
func asDamaged(err error, folder string) error {
	return fmt.Errorf("%w; restore the folder %s, or remove it to start afresh", err, folder)
}

// openIndex opens the index in a file. Without an index, extents would never be found again.
func openIndex(path string, extents extent.Store) (index.Store, error) {
	if info, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		if extents.Any() {
			return nil, fmt.Errorf("open the index %s: %w: it is missing or empty, and there are contents", path, index.ErrDamaged)
		}
	}
	return index.OpenFile(path)
}

// Bind says at which hosts the services are served, so that one can copy from another there. It must not be called any more
// when requests are served.
func (e *Emulator) Bind(blobs, files string) {
	e.front.Bind(blobs, "blob")
	e.front.Bind(files, "file")
}

// Blob returns the handler of the Blob service, whatever the host's name, unless that names another service.
func (e *Emulator) Blob() http.Handler { return e.orElse(e.blob) }

// File returns the handler of the File service, whatever the host's name, unless that names another service.
func (e *Emulator) File() http.Handler { return e.orElse(e.file) }

func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.orElse(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "there is no service for the host "+r.Host, http.StatusNotFound)
	})).ServeHTTP(w, r)
}

// orElse returns a handler that is the service which the host names, or else another one.
func (e *Emulator) orElse(other http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := e.front.At(r.Host); h != nil {
			h.ServeHTTP(w, r)
			return
		}
		other.ServeHTTP(w, r)
	})
}

// Close frees the folder. No request may be in progress.
func (e *Emulator) Close() error {
	var err error
	for i := len(e.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, e.closers[i].Close())
	}
	e.closers = nil
	return err
}
