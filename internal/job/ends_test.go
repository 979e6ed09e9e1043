package job

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"azcopy/internal/option"
	"azcopy/internal/storage"
)

// located returns options with their locations, as parsing a command line does.
func located(t *testing.T, o option.Options) option.Options {
	t.Helper()
	if err := o.Locate(); err != nil {
		t.Fatal(err)
	}
	return o
}

// closing is an end that records its name when it is closed, and returns its error.
type closing struct {
	name  string
	err   error
	notes *[]string
}

func (c closing) Close() error {
	*c.notes = append(*c.notes, c.name)
	return c.err
}

// An error of closing is reported, and everything else is still closed.
func TestCloseReportsEveryError(t *testing.T) {
	index, folder := errors.New("the index is damaged"), errors.New("the folder is gone")
	var closed []string
	e := &ends{closers: []io.Closer{closing{"emulator", index, &closed}, closing{"destination", folder, &closed}}}
	if err := e.close(); !errors.Is(err, index) || !errors.Is(err, folder) {
		t.Errorf("got %v", err)
	}
	if want := []string{"destination", "emulator"}; !slices.Equal(closed, want) {
		t.Errorf("closed %q, want %q", closed, want)
	}
}

// A run leaves no connection open, although it reuses them between requests.
func TestRunClosesItsConnections(t *testing.T) {
	closed := make(chan bool, 100)
	service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("x-ms-version", "2015-02-21")
		io.WriteString(w, "<EnumerationResults/>")
	}))
	service.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateClosed {
			closed <- true
		}
	}
	service.Start()
	defer service.Close()
	o := option.Options{Source: service.URL + "/account/container", SourceType: storage.Blob, Dest: t.TempDir(), Recursive: true}
	if _, err := Run(t.Context(), located(t, o), Env{Handler: failing{}}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open after the run")
	}
}
