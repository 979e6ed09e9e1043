package blob

import (
	"crypto/rand"
	"net/http/httptest"
	"strings"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/storagetest"
)

// server is a server that the suite runs against.
type server struct {
	name string
	// url starts or finds the server, and returns its URL without an account.
	url func(t *testing.T) string
	// excuse, when set, leaves out of a place what the server can't do.
	excuse func(storagetest.Place) storagetest.Place
}

func servers() []server {
	all := []server{{name: "emulator", url: emulated}}
	if !testing.Short() { // which leaves out servers that must be started first
		all = append(all, server{name: "azurite", url: azurite, excuse: asAzurite})
	}
	return all
}

func TestConformance(t *testing.T) {
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			account := s.url(t) + "/" + storage.DevelopmentAccount
			transport := azure.NewTransport(azure.TransportOptions{})
			t.Cleanup(transport.Close)
			for name, directory := range map[string]string{"container": "", "directory": "/virtual+dir/with%20space"} {
				fresh := func(t *testing.T) *Container {
					return open(t, account+"/suite-"+strings.ToLower(rand.Text())+directory, azure.Endpoint{Transport: transport})
				}
				d := driver(fresh, s.excuse)
				t.Run(name, func(t *testing.T) { storagetest.Run(t, d) })
				t.Run(name+" of page blobs", func(t *testing.T) { storagetest.RunInPlace(t, d, storage.PageBlob, pageSize) })
				t.Run(name+" of append blobs", func(t *testing.T) { storagetest.RunInPlace(t, d, storage.AppendBlob, 1) })
			}
		})
	}
}

func driver(fresh func(t *testing.T) *Container, excuse func(storagetest.Place) storagetest.Place) storagetest.Driver {
	return storagetest.Driver{
		Empty: func(t *testing.T) storagetest.Place {
			c := fresh(t)
			p := storagetest.Place{Source: c, Dest: c}
			if excuse != nil {
				p = excuse(p)
			}
			return p
		},
		Missing: func(t *testing.T) storage.Source { return fresh(t) },
	}
}

// emulated returns the URL of a new emulator. It keeps names as services other than Azure's do, so that the driver meets
// every name that a server could send.
func emulated(t *testing.T) string {
	e, err := emulator.Open(t.Context(), emulator.WithNamesAsSent())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(e.Blob())
	t.Cleanup(func() {
		front.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return front.URL
}

// open opens the location of this URL. endpoint may have the rest; the credential follows from the URL.
func open(t *testing.T, url string, e azure.Endpoint) *Container {
	t.Helper()
	var err error
	if e.At, err = storage.ParseLocation(url, storage.Blob); err != nil {
		t.Fatal(err)
	}
	if e.Credential, err = azure.NewCredential(e.At, "", ""); err != nil {
		t.Fatal(err)
	}
	c, err := New(e)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
