package gateway

import (
	"bufio"
	"crypto/tls"
	"net"
	"time"
)

// handshake is the first byte of a TLS connection, see RFC 8446, section 5.1; no method of HTTP begins with it.
const handshake = 0x16

// sniff waits for the first byte of a connection, and returns the connection in the protocol that it speaks.
func (g *Gateway) sniff(conn net.Conn) (net.Conn, error) {
	if g.secure == nil {
		return conn, nil
	}
	if err := conn.SetReadDeadline(time.Now().Add(g.timeouts.Header)); err != nil {
		return nil, err
	}
	p := &peeked{conn, bufio.NewReader(conn)}
	first, err := p.reader.Peek(1)
	if err != nil {
		return nil, err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return nil, err
	}
	if first[0] == handshake {
		return tls.Server(p, g.secure), nil
	}
	return p, nil
}

// peeked is a connection from which some bytes have been read ahead.
type peeked struct {
	net.Conn
	reader *bufio.Reader
}

func (p *peeked) Read(b []byte) (int, error) { return p.reader.Read(b) }
