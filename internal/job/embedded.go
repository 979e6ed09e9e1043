package job

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/storage"
)

// embedded is the emulator inside this process, served over pipes, so that no port is open to others.
type embedded struct {
	folder   string // of its data
	emulator *emulator.Emulator
	server   *http.Server
	pipes    *pipeListener
}

// embeddedWait is how long a run waits for another one that uses the same data.
const embeddedWait = 30 * time.Second

func openEmbedded(ctx context.Context, env Env) (*embedded, error) {
	folder, err := env.EmulatorFolder()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, embeddedWait)
	defer cancel()
	em, err := emulator.Open(ctx, emulator.WithFolder(folder))
	if errors.Is(err, emulator.ErrInUse) {
		return nil, fmt.Errorf("%w, and did not end within %v; wait for it, or name another folder in AZCOPY_EMULATOR_DATA", storage.Clause(err), embeddedWait)
	}
	if err != nil {
		return nil, fmt.Errorf("%w (AZCOPY_EMULATOR_DATA can name another folder)", storage.Clause(err))
	}
	e := &embedded{
		folder:   folder,
		emulator: em,
		server:   &http.Server{Handler: em, ReadHeaderTimeout: time.Minute},
		pipes:    &pipeListener{accepted: make(chan net.Conn), closed: make(chan struct{})},
	}
	go e.server.Serve(e.pipes) // ends with Close
	return e, nil
}

// dial connects to the server, whatever the address.
func (e *embedded) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return e.pipes.dial(ctx)
}

// Close stops the server at once, without waiting for requests in progress.
func (e *embedded) Close() error {
	return errors.Join(e.server.Close(), e.emulator.Close())
}

// pipeListener is a net.Listener for the connections that dial makes.
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
