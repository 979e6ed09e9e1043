package job

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// embedded serves a handler inside this process: HTTP over pairs of pipes, with no port that others could reach.
type embedded struct {
	server *http.Server
	pipes  *pipeListener
}

func serveEmbedded(h http.Handler) *embedded {
	e := &embedded{
		server: &http.Server{Handler: h, ReadHeaderTimeout: time.Minute},
		pipes:  &pipeListener{accepted: make(chan net.Conn), closed: make(chan struct{})},
	}
	go e.server.Serve(e.pipes) // ends with Close
	return e
}

// dial connects to the server, whatever the address.
func (e *embedded) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return e.pipes.dial(ctx)
}

func (e *embedded) Close() error { return e.server.Close() }

// pipeListener is a net.Listener whose connections begin with dial.
type pipeListener struct {
	accepted chan net.Conn
	once     sync.Once
	closed   chan struct{}
}

var errPipesClosed = errors.New("the embedded emulator is closed")

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.accepted <- server:
		return client, nil
	case <-l.closed:
		return nil, errPipesClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accepted:
		return conn, nil
	case <-l.closed:
		return nil, errPipesClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "emulator" }
