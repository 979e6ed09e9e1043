package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/gateway"
	"azcopy/internal/emulator/service"

	"github.com/rogpeppe/go-internal/testscript"
)

// key is that of every account of the scripts.
const key = "c2NyaXB0cyBzaWduIHdpdGggdGhpcyBrZXkgYW5kIG5vdGhpbmcgZWxzZSBkb2VzLi4uLi4uLi4="

// product is an emulator that also is a proxy: a program with it as HTTPS_PROXY reaches it at the addresses of Azure
// Storage, through TLS.
type product struct {
	emulator    *emulator.Emulator
	handler     http.Handler     // of the emulator, or of a server in its place
	skew        atomic.Int64     // of the service's clock, a time.Duration
	certificate []byte           // PEM
	process     *emulatorProcess // by the command of that name
	copyFailure atomic.Pointer[string]

	mu    sync.Mutex
	calls []service.Call
}

// productKey finds the product among a script's values.
type productKey struct{}

func setup(env *testscript.Env) error {
	p := new(product)
	speed, err := copySpeed(env.WorkDir)
	if err != nil {
		return err
	}
	options := []emulator.Option{emulator.WithObserver(p.observe),
		emulator.WithClock(func() time.Time { return time.Now().Add(time.Duration(p.skew.Load())) }),
		emulator.WithAccount("myaccount", key), emulator.WithAccount("myaccount1", key), emulator.WithAccount("myaccount2", key),
		emulator.WithAccount("sourceaccount", key), emulator.WithAccount("destaccount", key),
		emulator.WithCopySpeed(speed), emulator.WithFaults(p.fault)}
	// A script with this file meets a service that keeps names that Azure Storage would change.
	if _, err := os.Stat(filepath.Join(env.WorkDir, ".namesassent")); err == nil {
		options = append(options, emulator.WithNamesAsSent())
	}
	p.emulator, err = emulator.Open(env.T().(testing.TB).Context(), options...)
	if err != nil {
		return err
	}
	p.handler = p.emulator.Blob()
	return p.begin(env)
}

// begin lets the script reach the handler at the product's addresses.
func (p *product) begin(env *testscript.Env) error {
	certificate, private := filepath.Join(env.WorkDir, ".certificate.pem"), filepath.Join(env.WorkDir, ".private.pem")
	if err := p.issue(certificate, private); err != nil {
		return err
	}
	proxy, err := p.serve(env, certificate, private)
	if err != nil {
		return err
	}
	env.Values[productKey{}] = p
	env.Setenv("HTTP_PROXY", proxy)
	env.Setenv("HTTPS_PROXY", proxy)
	env.Setenv("SSL_CERT_FILE", certificate)
	env.Setenv("CERT", certificate)
	env.Setenv("CERT_KEY", private)
	env.Setenv("KEY", key)
	env.Setenv("JOURNALS", filepath.Join(env.WorkDir, ".journals"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
	env.Setenv("AZCOPY_EMULATOR_DATA", filepath.Join(env.WorkDir, ".emulator"))
	return nil
}

func (p *product) observe(c service.Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, c)
}

// serve serves the emulator until the script ends, and returns the address of its proxy.
func (p *product) serve(env *testscript.Env, certificate, private string) (proxy string, err error) {
	pair, err := tls.LoadX509KeyPair(certificate, private)
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	g := gateway.New(p.handler, &tls.Config{Certificates: []tls.Certificate{pair}}, gateway.DefaultTimeouts(), slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	env.Defer(func() {
		// No request is waited for: the script that sent it has ended.
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		err := errors.Join(g.Shutdown(ended), <-served)
		if p.emulator != nil {
			err = errors.Join(err, p.emulator.Close())
		}
		if err != nil {
			env.T().Fatal(err)
		}
	})
	return "http://" + listener.Addr().String(), nil
}

// issue makes a certificate for the product's hosts and this machine, signed by itself, and writes it and its key.
func (p *product) issue(certificate, private string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "scripts"},
		DNSNames: []string{"*.blob.core.windows.net", "*.file.core.windows.net", "localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	p.certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(certificate, p.certificate, 0o600),
		os.WriteFile(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600))
}
