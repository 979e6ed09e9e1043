package fileshare

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

func TestConformance(t *testing.T) {
	account := emulated(t) + "/" + storage.DevelopmentAccount
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	for name, directory := range map[string]string{"share": "", "directory": "/a+directory/with%20space"} {
		fresh := func(t *testing.T) *Share {
			return open(t, account+"/suite-"+strings.ToLower(rand.Text())+directory, azure.Endpoint{Transport: transport})
		}
		d := storagetest.Driver{
			Empty: func(t *testing.T) storagetest.Place {
				s := fresh(t)
				return storagetest.Place{Source: s, Dest: s, Impossible: impossible()}
			},
			Missing: func(t *testing.T) storage.Source { return fresh(t) },
		}
		t.Run(name, func(t *testing.T) { storagetest.Run(t, d) })
		t.Run(name+" in place", func(t *testing.T) { storagetest.RunInPlace(t, d, "", 1) })
	}
}

// impossible returns the names of the suite that have characters which the names of files can't have.
func impossible() map[string]bool {
	names := make(map[string]bool)
	for _, name := range storagetest.OddNames() {
		names[name] = strings.ContainsAny(name, Naming().Escaped)
	}
	return names
}

// emulated returns the URL of the File service of a new emulator.
func emulated(t *testing.T) string {
	e, err := emulator.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(e.File())
	t.Cleanup(func() {
		front.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return front.URL
}

// open opens the location of this URL. The rest of the endpoint may be given; without a SAS in the URL, a key of no meaning
// authorizes where the account has no published one.
func open(t *testing.T, url string, e azure.Endpoint) *Share {
	t.Helper()
	var err error
	if e.At, err = storage.ParseLocation(url, storage.File); err != nil {
		t.Fatal(err)
	}
	key := storage.Secret("")
	if e.At.SAS == "" && e.At.Account != storage.DevelopmentAccount {
		key = azure.DevelopmentKey
	}
	if e.Credential, err = azure.NewCredential(e.At, key, ""); err != nil {
		t.Fatal(err)
	}
	s, err := New(e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
