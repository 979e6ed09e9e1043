package gateway_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/gateway"
)

// echo answers with what it understood of a request.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %s%s tls=%t %s %v", r.Method, r.Host, r.URL.EscapedPath(), r.TLS != nil, body, err)
}

// start serves a gateway, with TLS or without, and returns its address and the certificates that clients trust.
func start(t *testing.T, secure bool, h http.HandlerFunc) (g *gateway.Gateway, addr string, trusted *tls.Config) {
	t.Helper()
	return startWith(t, secure, gateway.DefaultTimeouts(), h)
}

// startWith is start with other times.
func startWith(t *testing.T, secure bool, times gateway.Timeouts, h http.HandlerFunc) (g *gateway.Gateway, addr string, trusted *tls.Config) {
	t.Helper()
	// Its certificate is for example.com, *.example.com and 127.0.0.1.
	issuer := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(issuer.Close)
	roots := x509.NewCertPool()
	roots.AddCert(issuer.Certificate())
	var config *tls.Config
	if secure {
		config = &tls.Config{Certificates: issuer.TLS.Certificates}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g = gateway.New(h, config, times, slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	t.Cleanup(func() {
		ended, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 50*time.Millisecond)
		defer cancel()
		if err := g.Shutdown(ended); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
	return g, listener.Addr().String(), &tls.Config{RootCAs: roots}
}

// A client reaches the handler in each of these ways on one port.
func TestWays(t *testing.T) {
	_, addr, trusted := start(t, true, echo)
	proxy := http.ProxyURL(&url.URL{Scheme: "http", Host: addr})
	secureProxy := http.ProxyURL(&url.URL{Scheme: "https", Host: addr})
	for _, test := range []struct {
		name, url string
		proxy     func(*http.Request) (*url.URL, error)
		want      string
	}{
		{"HTTP", "http://" + addr + "/a", nil, "PUT " + addr + "/a tls=false body <nil>"},
		{"HTTPS", "https://" + addr + "/a", nil, "PUT " + addr + "/a tls=true body <nil>"},
		{"HTTP by a proxy", "http://account.example.com/a%2Fb", proxy, "PUT account.example.com/a%2Fb tls=false body <nil>"},
		{"HTTPS by a proxy", "https://account.example.com/a%2Fb", proxy, "PUT account.example.com/a%2Fb tls=true body <nil>"},
		{"HTTPS by a secure proxy", "https://account.example.com/a", secureProxy, "PUT account.example.com/a tls=true body <nil>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			transport := &http.Transport{Proxy: test.proxy, TLSClientConfig: trusted.Clone()}
			defer transport.CloseIdleConnections()
			for range 2 { // the second one over the same connection
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, test.url, strings.NewReader("body"))
				if err != nil {
					t.Fatal(err)
				}
				response, err := transport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || string(got) != test.want {
					t.Errorf("got %q, %v, want %q", got, err, test.want)
				}
			}
		})
	}
}

// A tunnel may be used for HTTP as well, and what is sent before it is granted is not lost.
func TestTunnelOfPlainHTTP(t *testing.T) {
	_, addr, _ := start(t, true, echo)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "CONNECT account.example.com:80 HTTP/1.1\r\nHost: account.example.com:80\r\n\r\nGET /a HTTP/1.1\r\nHost: account.example.com\r\n\r\n")
	r := bufio.NewReader(conn)
	if granted, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect}); err != nil || granted.StatusCode != http.StatusOK {
		t.Fatalf("the tunnel: %v, %v", granted, err)
	}
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got, err := io.ReadAll(response.Body); err != nil || string(got) != "GET account.example.com/a tls=false  <nil>" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWithoutCertificate(t *testing.T) {
	_, addr, trusted := start(t, false, echo)
	transport := &http.Transport{TLSClientConfig: trusted, DisableKeepAlives: true}
	for target, want := range map[string]string{"http://" + addr + "/a": "", "https://" + addr + "/a": "TLS handshake"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		response, err := transport.RoundTrip(r)
		if err == nil {
			response.Body.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", target, err, want)
		}
	}
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: addr})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://account.example.com/a", nil)
	if _, err := transport.RoundTrip(r); err == nil || !strings.Contains(err.Error(), "Not Implemented") {
		t.Errorf("the tunnel: %v", err)
	}
}

// Neither a client that says nothing nor one that breaks off keeps others from being served.
func TestClientsThatSayNothing(t *testing.T) {
	_, addr, trusted := start(t, true, echo)
	for range 10 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	broken, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := broken.Write([]byte{0x16, 0x03}); err != nil {
		t.Fatal(err)
	}
	broken.Close()
	transport := &http.Transport{TLSClientConfig: trusted, DisableKeepAlives: true}
	response, err := transport.RoundTrip(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+addr+"/a", nil))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

// Requests in progress are finished, but with a time limit.
func TestShutdown(t *testing.T) {
	for _, test := range []struct {
		name     string
		patience time.Duration
		whole    bool
	}{{"finished", time.Minute, true}, {"broken off", 50 * time.Millisecond, false}} {
		t.Run(test.name, func(t *testing.T) {
			arrived, proceed := make(chan struct{}), make(chan struct{})
			g, addr, _ := start(t, true, func(w http.ResponseWriter, r *http.Request) {
				close(arrived)
				select {
				case <-proceed:
				case <-r.Context().Done():
				}
			})
			answered := make(chan error, 1)
			go func() {
				response, err := http.Get("http://" + addr)
				if err == nil {
					response.Body.Close()
				}
				answered <- err
			}()
			<-arrived
			if test.whole {
				go func() {
					for conn, err := net.Dial("tcp", addr); err == nil; conn, err = net.Dial("tcp", addr) {
						conn.Close()
					}
					close(proceed) // the shutdown is under way
				}()
			}
			ctx, cancel := context.WithTimeout(t.Context(), test.patience)
			defer cancel()
			if err := g.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			if err := <-answered; (err == nil) != test.whole {
				t.Errorf("the request returns %v", err)
			}
			if conn, err := net.Dial("tcp", addr); err == nil {
				conn.Close()
				t.Error("connections are still accepted")
			}
		})
	}
}
