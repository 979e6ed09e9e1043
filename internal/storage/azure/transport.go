package azure

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// TransportOptions tune a Transport. The zero value is usable.
type TransportOptions struct {
	// Connections is the number of requests that run at once; as many idle connections are kept to each host.
	// Default 16.
	Connections int
	// Silence is how long a connection may neither bring nor take a byte, while a request is under way, before it is
	// given up as dead. There is no other limit on the time of a request but RetryOptions.CreateTimeout. Default 2 minutes.
	Silence time.Duration
	// Dial, when set, makes every connection, and no proxy is used. By default connections are TCP, and go through
	// the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	defaultConnections = 16
	defaultSilence     = 2 * time.Minute
	dialTimeout        = 30 * time.Second
	// The service's load balancers forget idle connections after four minutes, without a word.
	idleTimeout = 90 * time.Second
	// All buffers of one direction take no more than buffersSize together, as long as each has at least minBuffer.
	maxBuffer, minBuffer = 64 << 10, 4 << 10
	buffersSize          = 4 << 20
)

// Transport sends the requests of a run over HTTP/1.1: one connection for each request under way is what the
// services scale by. It keeps bodies as they are stored, whatever their encoding. It is safe for concurrent use and
// implements the SDK's policy.Transporter.
type Transport struct {
	http *http.Transport
}

// NewTransport returns a Transport. Close it when the run is over.
func NewTransport(o TransportOptions) *Transport {
	if o.Connections <= 0 {
		o.Connections = defaultConnections
	}
	if o.Silence <= 0 {
		o.Silence = defaultSilence
	}
	proxy := http.ProxyFromEnvironment
	if o.Dial != nil {
		proxy = nil
	} else {
		o.Dial = dialer().DialContext
	}
	http1 := new(http.Protocols)
	http1.SetHTTP1(true)
	return &Transport{http: &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            watched(o.Dial, o.Silence),
		Protocols:              http1,
		DisableCompression:     true, // what is stored as gzip must arrive as gzip
		MaxIdleConnsPerHost:    o.Connections,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    dialTimeout,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
		ExpectContinueTimeout:  time.Second, // the SDK asks for 100-continue while it is throttled
		WriteBufferSize:        bufferSize(o.Connections),
		ReadBufferSize:         bufferSize(o.Connections),
	}}
}

// bufferSize returns the bytes of a connection's buffer: large where few connections have to carry much, small where
// there are hundreds.
func bufferSize(connections int) int {
	return min(max(buffersSize/connections, minBuffer), maxBuffer)
}

func dialer() *net.Dialer {
	return &net.Dialer{
		Timeout:         dialTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 15 * time.Second, Count: 4},
	}
}

// proxyAnswered makes a proxy's refusal an error like that of a proxy that can't be reached.
func proxyAnswered(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &net.OpError{Op: "proxyconnect", Net: "tcp", Err: fmt.Errorf("the proxy %s answered %s", proxy.Host, OneLine(resp.Status))}
}

// Close closes the idle connections.
func (t *Transport) Close() { t.http.CloseIdleConnections() }

// Do sends one request. When it returns, nothing reads the request's body any more, so that its bytes may be sent
// again or overwritten: see sentBody. Its errors, and those of reading the response, don't contain the request's URL.
func (t *Transport) Do(req *http.Request) (*http.Response, error) {
	if err := checkHeaders(req.Header); err != nil {
		return nil, err
	}
	req, sent := trackBody(req)
	resp, err := t.http.RoundTrip(req)
	if sent != nil {
		if err == nil {
			err = buffer(resp)
		}
		sent.wait()
	}
	if err != nil {
		return nil, connectionFailed(req, err, resp != nil)
	}
	resp.Body = &receivedBody{ReadCloser: resp.Body, req: req}
	return resp, nil
}

// connectionError is a request that got no answer, or not the whole of it.
type connectionError struct {
	host     string
	answered bool // an answer had begun
	err      error
}

func (e *connectionError) Error() string { return e.err.Error() }
func (e *connectionError) Unwrap() error { return e.err }

// connectionFailed returns the context's error when the context has ended, and otherwise err as a *connectionError.
func connectionFailed(req *http.Request, err error, answered bool) error {
	if ended := req.Context().Err(); ended != nil {
		return ended
	}
	return &connectionError{host: req.URL.Host, answered: answered, err: err}
}

// receivedBody is a response's body, whose errors can be told from those of its reader.
type receivedBody struct {
	io.ReadCloser
	req *http.Request
}

func (b *receivedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = connectionFailed(b.req, err, true)
	}
	return n, err
}
