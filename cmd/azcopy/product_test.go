package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"

	"github.com/rogpeppe/go-internal/testscript"
)

// key is that of every account of the scripts.
const key = "c2NyaXB0cyBzaWduIHdpdGggdGhpcyBrZXkgYW5kIG5vdGhpbmcgZWxzZSBkb2VzLi4uLi4uLi4="

// product is an emulator behind a proxy, so that a program whose HTTPS_PROXY it is reaches it at the addresses of
// Azure Storage, through TLS.
type product struct {
	emulator    *emulator.Emulator
	skew        atomic.Int64 // of the service's clock, a time.Duration
	tls         *tls.Config
	certificate []byte // PEM

	mu    sync.Mutex
	calls []service.Call
}

// productKey finds the product among a script's values.
type productKey struct{}

func setup(env *testscript.Env) error {
	p := new(product)
	var err error
	p.emulator, err = emulator.Open(env.T().(testing.TB).Context(), emulator.WithObserver(p.observe),
		emulator.WithClock(func() time.Time { return time.Now().Add(time.Duration(p.skew.Load())) }),
		emulator.WithAccount("myaccount", key), emulator.WithAccount("myaccount1", key), emulator.WithAccount("myaccount2", key))
	if err != nil {
		return err
	}
	if err := p.issue("*.blob.core.windows.net"); err != nil {
		return err
	}
	trusted := filepath.Join(env.WorkDir, ".certificate.pem")
	if err := os.WriteFile(trusted, p.certificate, 0o600); err != nil {
		return err
	}
	proxy := httptest.NewServer(http.HandlerFunc(p.connect))
	env.Defer(proxy.Close)
	env.Values[productKey{}] = p
	env.Setenv("HTTP_PROXY", proxy.URL)
	env.Setenv("HTTPS_PROXY", proxy.URL)
	env.Setenv("SSL_CERT_FILE", trusted)
	env.Setenv("KEY", key)
	env.Setenv("AZCOPY_EMULATOR_DATA", filepath.Join(env.WorkDir, ".emulator"))
	return nil
}

func (p *product) observe(c service.Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, c)
}

// connect is the proxy: it answers each request itself, as the host that is asked for.
func (p *product) connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		p.emulator.Blob().ServeHTTP(w, r)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	secure := &oneConn{Conn: tls.Server(conn, p.tls), closed: make(chan struct{})}
	server := &http.Server{Handler: p.emulator.Blob()}
	// It ends when the connection is closed.
	_ = server.Serve(secure)
}

// issue makes a certificate for a host, signed by itself.
func (p *product) issue(host string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return err
	}
	p.tls = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: private}}}
	var b bytes.Buffer
	err = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	p.certificate = b.Bytes()
	return err
}

// oneConn is a connection that is also a listener for itself alone.
type oneConn struct {
	net.Conn
	accepted sync.Once
	closing  sync.Once
	closed   chan struct{}
}

func (c *oneConn) Accept() (net.Conn, error) {
	first := false
	c.accepted.Do(func() { first = true })
	if first {
		return c, nil
	}
	<-c.closed
	return nil, net.ErrClosed
}

func (c *oneConn) Addr() net.Addr { return c.LocalAddr() }

func (c *oneConn) Close() error {
	err := net.ErrClosed
	c.closing.Do(func() {
		close(c.closed)
		err = c.Conn.Close()
	})
	return err
}
