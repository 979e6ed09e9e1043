// Package gateway lets unmodified clients reach an emulator: by HTTP and by HTTPS on one port, at its own address, or
// as an HTTP proxy that answers for every host itself, so that the product's addresses lead to the emulator.
package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
)

// Gateway serves a handler. All methods may be called concurrently; it is served once.
type Gateway struct {
	handler  http.Handler
	secure   *tls.Config
	server   *http.Server
	timeouts Timeouts
	// connections are those whose protocol is known.
	connections chan net.Conn
	ctx         context.Context // ends with the gateway
	end         context.CancelFunc
}

// New returns a gateway to a handler. With a nil configuration it does not speak TLS. The log gets what goes wrong with
// connections.
func New(h http.Handler, secure *tls.Config, t Timeouts, log *slog.Logger) *Gateway {
	g := &Gateway{handler: h, timeouts: t, connections: make(chan net.Conn)}
	if secure != nil {
		g.secure = secure.Clone()
		// One server can't serve HTTP/2 connections beside others, and the storage services do not speak HTTP/2.
		g.secure.NextProtos = []string{"http/1.1"}
	}
	g.ctx, g.end = context.WithCancel(context.Background())
	g.server = &http.Server{
		Handler: g, ReadHeaderTimeout: t.Header, IdleTimeout: t.Idle, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return g
}

// Serve accepts connections until Shutdown, and then returns nil; or until the listener fails. It closes the listener.
func (g *Gateway) Serve(listener net.Listener) error {
	defer context.AfterFunc(g.ctx, func() { listener.Close() })()
	defer listener.Close()
	served := make(chan error, 1)
	go func() { served <- g.server.Serve(&queue{g, listener.Addr()}) }()
	for {
		conn, err := listener.Accept()
		if err == nil {
			go g.admit(conn)
			continue
		}
		if g.ctx.Err() == nil {
			g.end()
			return errors.Join(err, g.server.Close())
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// Shutdown ends Serve, lets requests that are in progress finish until the context ends, and closes what is left then.
func (g *Gateway) Shutdown(ctx context.Context) error {
	g.end()
	err := g.server.Shutdown(ctx)
	if ctx.Err() != nil {
		return g.server.Close()
	}
	return err
}

// admit finds out which protocol a connection speaks, and hands it to the server.
func (g *Gateway) admit(conn net.Conn) {
	stop := context.AfterFunc(g.ctx, func() { conn.Close() })
	sniffed, err := g.sniff(conn)
	if !stop() || err != nil {
		conn.Close()
		return
	}
	select {
	case g.connections <- sniffed:
	case <-g.ctx.Done():
		conn.Close()
	}
}

// ServeHTTP serves one request: it opens a tunnel to the gateway itself, or lets the handler answer, whether the
// request's address is absolute, as for a proxy, or not.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		g.tunnel(w, r)
		return
	}
	w, r = g.steady(w, r)
	g.handler.ServeHTTP(w, r)
}

// tunnel answers CONNECT: the connection starts afresh as one to this gateway, whatever host is named.
func (g *Gateway) tunnel(w http.ResponseWriter, r *http.Request) {
	if g.secure == nil {
		http.Error(w, "the emulator can't answer for "+r.Host+" by HTTPS, because it has no certificate", http.StatusNotImplemented)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "this connection can't become a tunnel", http.StatusInternalServerError)
		return
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		conn.Close()
		return
	}
	go g.admit(&peeked{conn, buffered.Reader})
}

// queue is the server's listener: it accepts the connections that are admitted.
type queue struct {
	*Gateway
	addr net.Addr
}

func (q *queue) Accept() (net.Conn, error) {
	select {
	case conn := <-q.connections:
		return conn, nil
	case <-q.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (q *queue) Addr() net.Addr { return q.addr }
func (q *queue) Close() error   { q.end(); return nil }
