package azure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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

// says returns a server that sends this to anyone who connects, and hangs up.
func says(text string) func(t *testing.T) string {
	return func(t *testing.T) string {
		return listen(t, func(conn net.Conn) {
			io.WriteString(conn, text)
			conn.Close()
		}).address
	}
}

// overTLS returns a TLS server with this configuration.
func overTLS(config *tls.Config) func(t *testing.T) string {
	return func(t *testing.T) string {
		server := httptest.NewUnstartedServer(versioned(func(http.ResponseWriter, *http.Request) {}))
		server.Config.ErrorLog, server.TLS = quiet, config
		server.StartTLS()
		t.Cleanup(server.Close)
		return server.Listener.Addr().String()
	}
}

// TestHandshakesThatFail has hosts and proxies that are not what the URL says they are. Each is reported as what it is, at
// once: the pauses are long here, and the test has no time for one.
func TestHandshakesThatFail(t *testing.T) {
	plain := func(t *testing.T) string { return strings.TrimPrefix(newClient(t, http.NotFound).url, "http://") }
	proxies := func(status int) func(t *testing.T) string {
		return func(t *testing.T) string {
			return strings.TrimPrefix(newClient(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) }).url, "http://")
		}
	}
	tests := []struct {
		name   string
		scheme string
		server func(t *testing.T) string
		proxy  bool // the server is one
		tries  int64
		want   []string
	}{
		{"https to a port of http", "https", plain, false, 1, []string{"does not answer in TLS", "http://"}},
		{"https to a port of something else", "https", says("220 mail ESMTP\r\n"), false, 1, []string{"does not answer in TLS"}},
		{"https to a port that hangs up", "https", says(""), false, 3, []string{"the TLS handshake with", "http://"}},
		{"a certificate that nobody knows", "https", overTLS(nil), false, 1, []string{"certificate of", "can't be trusted", "add the certificate"}},
		{"TLS of another version", "https", overTLS(&tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}), false, 1,
			[]string{"the TLS handshake with", "protocol version", "TLS 1.2"}},
		{"http to a port of https", "http", overTLS(nil), false, 1, []string{"(400) Bad Request.", "https://"}},
		{"http to a port that answers in TLS", "http", says("\x15\x03\x01\x00\x02\x02\x46"), false, 3, []string{"does not answer in HTTP", "https://"}},
		{"a proxy that answers with garbage", "https", says("SSH-2.0-OpenSSH\r\n\r\n"), true, 1, []string{"does not answer like a proxy", "HTTPS_PROXY"}},
		{"a proxy that hangs up", "https", says(""), true, 3, []string{"does not answer like a proxy", "HTTPS_PROXY"}},
		{"a proxy that asks for a password", "https", proxies(407), true, 1, []string{"answered 407", "name and a password", "HTTPS_PROXY"}},
		{"a proxy that forbids the host", "https", proxies(403), true, 1, []string{"answered 403", "allows connections to this host"}},
		{"a proxy that can't reach the host", "https", proxies(503), true, 3, []string{"answered 503"}},
		{"a proxy that has never heard of TLS", "https", says("HTTP/1.1 200 OK\r\n\r\nhello"), true, 3, []string{"the TLS handshake with account"}},
		{"no proxy there", "https", func(t *testing.T) string { return "127.0.0.1:1" }, true, 3, []string{"can't connect to the proxy 127.0.0.1:1", "HTTPS_PROXY"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int64
			address := tt.server(t)
			transport := NewTransport(TransportOptions{})
			defer transport.Close()
			dial := transport.http.DialContext
			transport.http.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				tries.Add(1)
				return dial(ctx, network, address)
			}
			host := address
			if tt.proxy {
				host = "account"
				transport.http.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://name:topsecret@" + address) }
			}
			c := clientOf(t, tt.scheme+"://"+host, Endpoint{Transport: transport, Retry: quick})
			err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
			if storage.KindOf(err) != storage.Unreachable || tries.Load() != tt.tries {
				t.Fatalf("error %v of kind %v after %d tries, want %d", err, storage.KindOf(err), tries.Load(), tt.tries)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q\ndoes not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "topsecret") {
				t.Errorf("%q shows the password", err)
			}
		})
	}
}

// TestCertificatesThatCannotBeTrusted has the server of httptest, whose authority is known here.
func TestCertificatesThatCannotBeTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	known := x509.NewCertPool()
	known.AddCert(server.Certificate())
	long := func() time.Time { return server.Certificate().NotAfter.Add(time.Hour) }
	tests := []struct {
		name   string
		config *tls.Config
		want   string
	}{
		{"of another host", &tls.Config{RootCAs: known, ServerName: "other.example.org"}, "check the host in the URL"},
		{"expired", &tls.Config{RootCAs: known, Time: long}, "clock"},
		{"of an authority that is not known", &tls.Config{RootCAs: x509.NewCertPool()}, "add the certificate"},
	}
	for _, tt := range tests {
		transport := NewTransport(TransportOptions{})
		transport.http.TLSClientConfig = tt.config
		c := clientOf(t, server.URL, Endpoint{Transport: transport, Retry: quick})
		err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
		if err == nil || !strings.Contains(err.Error(), "can't be trusted") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v\ndoes not say %q", tt.name, err, tt.want)
		}
		transport.Close()
	}
}

// What net/http refuses to send is not sent again, and says nothing about the host.
func TestWhatCannotBeSentIsNotTriedAgain(t *testing.T) {
	tries := 0
	c := newClient(t, func(http.ResponseWriter, *http.Request) { tries++ })
	for range 2 {
		err := Classify("put", c.do(t.Context(), http.MethodPut, "", []byte("x"), "x-ms-meta-a", "two\nlines"))
		if storage.KindOf(err) != storage.Other || !strings.Contains(err.Error(), "can't be sent") || !strings.Contains(strings.ToLower(err.Error()), "x-ms-meta-a") {
			t.Errorf("error %v of kind %v", err, storage.KindOf(err))
		}
		if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
	if tries != 2 {
		t.Errorf("%d requests arrived, want the 2 that could be sent", tries)
	}
}
