package azure

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// watched returns a dial function whose connections fail once they have been silent for too long.
func watched(dial dialFunc, silence time.Duration) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		noteDialed(ctx)
		return &watchedConn{Conn: conn, silence: silence}, nil
	}
}

// watchedConn extends the deadline as long as bytes come or go. A limit on the whole request would have to suffice for the
// slowest line and the largest block, and so be too long to notice a peer that is gone.
type watchedConn struct {
	net.Conn
	silence time.Duration
	silent  atomic.Bool
}

func (c *watchedConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, c.explain(err)
	}
	n, err := c.Conn.Read(p)
	return n, c.explain(err)
}

// Write extends the deadline for reading as well: net/http starts to read the response while it still writes the request.
func (c *watchedConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, c.explain(err)
	}
	n, err := c.Conn.Write(p)
	return n, c.explain(err)
}

// explain gives reading and writing the same cause when a connection falls silent: whichever meets its deadline first makes
// net/http close the connection, and the other would report only that it is closed.
func (c *watchedConn) explain(err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.silent.Store(true)
	case c.silent.Load():
		return os.ErrDeadlineExceeded
	}
	return err
}
