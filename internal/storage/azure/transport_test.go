package azure

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/storage"
)

func TestStoredGzipArrivesAsGzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, "plain text")
	z.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "" {
			t.Errorf("Accept-Encoding: %s", got)
		}
		if r.ProtoMajor != 1 {
			t.Errorf("protocol %s", r.Proto)
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed.Bytes())
	}))
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := NewTransport(TransportOptions{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || !bytes.Equal(got, packed.Bytes()) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	const parallel = 8
	var opened atomic.Int64
	arrived := make(chan struct{}, parallel)
	release := make(chan struct{})
	server := httptest.NewUnstartedServer(versioned(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c := clientOf(t, server.URL, Endpoint{Transport: NewTransport(TransportOptions{Connections: parallel}), Retry: quick})
	for range 3 {
		done := make(chan error)
		for range parallel {
			go func() { done <- c.do(t.Context(), http.MethodPut, "", []byte("x")) }()
		}
		for range parallel {
			<-arrived
		}
		for range parallel {
			release <- struct{}{}
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	if opened.Load() != parallel {
		t.Errorf("%d connections for %d requests at a time", opened.Load(), parallel)
	}
}

// lentBody is a large body that notices reads after it was returned.
type lentBody struct {
	rest      int64
	takenBack atomic.Bool
	late      atomic.Bool
}

func (b *lentBody) Read(p []byte) (int, error) {
	if b.takenBack.Load() {
		b.late.Store(true)
	}
	if b.rest <= 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Millisecond) // so that the writing is still under way when the answer comes
	n := min(int64(len(p)), b.rest)
	b.rest -= n
	return int(n), nil
}

func (b *lentBody) Close() error { return nil }

func TestBodyIsNotReadAfterDo(t *testing.T) {
	const size = 256 << 20
	tests := map[string]http.HandlerFunc{
		"answered early": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, "no")
		},
		"cut off": func(w http.ResponseWriter, r *http.Request) {
			io.CopyN(io.Discard, r.Body, 1<<20)
			hangUp(w)
		},
		"cancelled": func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
		},
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			ctx, cancel := context.WithCancel(t.Context())
			if name == "cancelled" {
				time.AfterFunc(20*time.Millisecond, cancel)
			}
			defer cancel()
			body := &lentBody{rest: size}
			req, err := http.NewRequestWithContext(ctx, http.MethodPut, server.URL, body)
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = size
			resp, err := NewTransport(TransportOptions{}).Do(req)
			body.takenBack.Store(true)
			if err == nil {
				resp.Body.Close()
			}
			if (err == nil) != (name == "answered early") {
				t.Errorf("error %v", err)
			}
			if name == "cancelled" && !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			time.Sleep(30 * time.Millisecond)
			if body.late.Load() {
				t.Error("the body was read after it was returned")
			}
			if body.rest <= 0 {
				t.Error("the body was sent whole, so that nothing was tested")
			}
		})
	}
}

func TestProxyThatRefuses(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	transport := NewTransport(TransportOptions{})
	transport.http.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	c := clientOf(t, "https://account.blob.example.com", Endpoint{Transport: transport, Retry: quick})
	err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
	if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "407") {
		t.Errorf("error %v", err)
	}
}
