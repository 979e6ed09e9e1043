package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/transfer"
)

// container returns a container in a new emulator, and its location.
func container(t *testing.T) (*blob.Container, storage.Location) {
	t.Helper()
	em, err := emulator.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(em.Blob())
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(func() {
		transport.Close()
		front.Close()
		if err := em.Close(); err != nil {
			t.Error(err)
		}
	})
	at, err := storage.ParseLocation(front.URL+"/devstoreaccount1/container", storage.Blob)
	if err != nil {
		t.Fatal(err)
	}
	credential, err := azure.NewCredential(at, "", "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := blob.New(azure.Endpoint{At: at, Credential: credential, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c, at
}

// meddled is a source that calls a function as soon as part of an object has been read.
type meddled struct {
	storage.Source
	meddle func()
}

func (m meddled) Open(ctx context.Context, obj storage.Object) (storage.Content, error) {
	c, err := m.Source.Open(ctx, obj)
	return &meddledContent{Content: c, meddle: sync.OnceFunc(m.meddle)}, err
}

type meddledContent struct {
	storage.Content
	meddle func()
}

func (c *meddledContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	err := c.Content.ReadRange(ctx, p, off)
	c.meddle()
	return err
}

// change is what happens to a file while it is read.
type change struct {
	name string
	make func(path string, size int64) error
	// kept is whether the file that was opened stays unchanged, although another replaces it.
	kept bool
}

func changes() []change {
	write := func(path string, flag int, p []byte) error {
		f, err := os.OpenFile(path, flag|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = f.Write(p)
		return err
	}
	return []change{
		{name: "grows", make: func(path string, _ int64) error { return write(path, os.O_APPEND, []byte("more")) }},
		{name: "shrinks", make: func(path string, size int64) error { return os.Truncate(path, size/2) }},
		{name: "is overwritten", make: func(path string, size int64) error { return write(path, 0, make([]byte, size)) }},
		{name: "is replaced", kept: true, make: func(path string, size int64) error {
			if err := os.WriteFile(path+".new", make([]byte, size), 0o666); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}},
	}
}

// A file that changes while it is uploaded does not become a blob: neither one of the new state, nor one of both.
func TestAFileThatChangesBecomesNoTornBlob(t *testing.T) {
	for _, change := range changes() {
		if change.kept && runtime.GOOS == "windows" {
			continue // nobody can replace a file that is being read
		}
		for _, size := range []int{3000, 12 << 20} {
			t.Run(fmt.Sprintf("%d bytes, %s", size, change.name), func(t *testing.T) { uploadChanging(t, change, size) })
		}
	}
}

func uploadChanging(t *testing.T, change change, size int) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	content := random(size)
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour) // so that the file system shows a later time, however coarse its clock
	if err := os.Chtimes(path, long, long); err != nil {
		t.Fatal(err)
	}
	dest, at := container(t)
	if err := errors.Join(dest.Prepare(t.Context()), dest.Put(t.Context(), storage.Object{Name: "file", Size: 8}, []byte("previous"))); err != nil {
		t.Fatal(err)
	}
	changed := errors.New("nothing was changed")
	err := move(t, &transfer.Copy{
		Source: meddled{local.NewSource(folder), func() { changed = change.make(path, int64(size)) }}, Dest: dest,
		SourceAt: storage.Location{Service: storage.Local, Path: folder}, DestAt: at,
	})["file"]
	if changed != nil {
		t.Fatal(changed)
	}
	want := []byte("previous")
	if change.kept {
		want = content
	} else if storage.KindOf(err) != storage.Changed || !strings.Contains(err.Error(), "Source might be changed by other process or application.") {
		t.Errorf("got %v", err)
	}
	if got := download(t, dest, "file"); !bytes.Equal(got, want) || change.kept && err != nil {
		t.Errorf("the blob has %d bytes, want %d, or they are wrong; %v", len(got), len(want), err)
	}
}

func download(t *testing.T, source storage.Source, name string) []byte {
	t.Helper()
	obj, err := source.Stat(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := source.Open(t.Context(), obj)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	p := make([]byte, obj.Size)
	if err := content.ReadRange(t.Context(), p, 0); err != nil {
		t.Fatal(err)
	}
	return p
}
