package azure

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/storage"
)

// pipes is a network without buffers inside the process: what one side writes is on its way until the other has read it.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func newPipes() *pipes {
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close()
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

// serve serves the handler until the test ends, when the contexts of its requests end too.
func (p *pipes) serve(t *testing.T, h http.HandlerFunc) {
	server := &http.Server{Handler: versioned(h), BaseContext: func(net.Listener) context.Context { return t.Context() }}
	go server.Serve(p)
	t.Cleanup(func() { server.Shutdown(context.Background()) })
}

// TestSilence has peers that fall silent, and some that are slow but alive, on a clock that the test advances.
func TestSilence(t *testing.T) {
	const chunk = 64 << 10
	tests := []struct {
		name    string
		body    []byte
		handler http.HandlerFunc
		silent  bool
		want    time.Duration // how long the request takes
	}{
		{"answers nothing", nil, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, true, defaultSilence},
		{"reads nothing", make([]byte, 1<<20), func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, true, defaultSilence},
		{"stops in the middle of the answer", nil, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Minute)
			w.Header().Set("Content-Length", "2")
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, true, time.Minute + defaultSilence},
		{"answers slowly", nil, func(w http.ResponseWriter, r *http.Request) {
			for range 10 {
				time.Sleep(defaultSilence - time.Second)
				w.Write(make([]byte, MinRate*defaultSilence/time.Second))
				w.(http.Flusher).Flush()
			}
		}, false, 10 * (defaultSilence - time.Second)},
		{"reads slowly, then answers slowly", make([]byte, 10*chunk), func(w http.ResponseWriter, r *http.Request) {
			for range 10 {
				time.Sleep(defaultSilence / 4) // a chunk is two reads here, and part of it is in the server's buffer
				io.CopyN(io.Discard, r.Body, chunk)
			}
			time.Sleep(defaultSilence - time.Second)
		}, false, 10*defaultSilence/4 + defaultSilence - time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := newPipes()
				network.serve(t, tt.handler)
				transport := NewTransport(TransportOptions{Dial: network.dial})
				defer transport.Close()
				c := clientOf(t, "http://emulator", Endpoint{Transport: transport, Retry: RetryOptions{Tries: 1, FewTries: 1}})
				method := http.MethodPut
				if tt.body == nil {
					method = http.MethodGet // whose answer is read to the end
				}
				started := time.Now()
				err := Classify("put blob", c.do(t.Context(), method, "?comp=block", tt.body))
				if (err != nil) != tt.silent {
					t.Fatalf("error %v", err)
				}
				if tt.silent && (storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "silent")) {
					t.Errorf("error %v of kind %v", err, storage.KindOf(err))
				}
				if took := time.Since(started); took != tt.want {
					t.Errorf("took %v, want %v", took, tt.want)
				}
			})
		})
	}
}

// TestSilenceOfARealSocket has a peer whose system accepts bytes until its buffers are full, while nobody reads them.
func TestSilenceOfARealSocket(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			defer conn.Close()
			bufio.NewReaderSize(conn, 16).ReadLine()
			<-t.Context().Done()
		}
	}()
	transport := NewTransport(TransportOptions{Silence: 100 * time.Millisecond})
	defer transport.Close()
	c := clientOf(t, "http://"+listener.Addr().String(), Endpoint{Transport: transport, Retry: RetryOptions{Tries: 1, FewTries: 1}})
	err = Classify("put blob", c.do(t.Context(), http.MethodPut, "", make([]byte, 64<<20)))
	if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "silent") {
		t.Errorf("error %v of kind %v", err, storage.KindOf(err))
	}
}

// TestDialReplacesTheNetwork has requests that bypass any proxy.
func TestDialReplacesTheNetwork(t *testing.T) {
	elsewhere := func(*http.Request) (*url.URL, error) { return url.Parse("http://192.0.2.1:1") }
	network := newPipes()
	network.serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) })
	transport := NewTransport(TransportOptions{Proxy: elsewhere, Dial: func(ctx context.Context, of, address string) (net.Conn, error) {
		if address != "emulator:80" {
			t.Errorf("dialed %s", address)
		}
		return network.dial(ctx, of, address)
	}})
	defer transport.Close()
	c := clientOf(t, "http://emulator", Endpoint{Transport: transport, Retry: quick})
	if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil {
		t.Error(err)
	}
}
