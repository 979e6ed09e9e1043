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

// TransportOptions configure a Transport. The zero value is usable.
type TransportOptions struct {
	// Connections is the number of requests that run at once; as many idle connections are kept to each host.
	// Default 16.
	Connections int
	// Silence is how long a connection may move no byte, while a request is under way, before it is given up as dead; and
	// the time over which MinRate is averaged. The head of an answer may take twice as long. Only RetryOptions.CreateTimeout
	// also limits the time of a request. Default 2 minutes.
	Silence time.Duration
	// Proxy says which proxy a request goes through; nil for none.
	Proxy Proxy
	// Dial, when set, makes every connection, and no proxy is used. By default connections are TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	defaultConnections = 16
	defaultSilence     = 2 * time.Minute
	dialTimeout        = 30 * time.Second
	// The service's load balancers forget idle connections after four minutes, without a word.
	idleTimeout = 90 * time.Second
	// All buffers of one direction together take at most buffersSize, as long as each has at least minBuffer.
	maxBuffer, minBuffer = 64 << 10, 4 << 10
	buffersSize          = 4 << 20
)

// Transport sends the requests of a run over HTTP/1.1: the services scale with one connection for each request under way. It
// keeps bodies as they are stored, whatever their encoding. It is safe for concurrent use and implements the SDK's
// policy.Transporter.
type Transport struct {
	http    *http.Transport
	hosts   hosts
	silence time.Duration
}

// NewTransport returns a Transport. Close it when the run is over.
func NewTransport(o TransportOptions) *Transport {
	if o.Connections <= 0 {
		o.Connections = defaultConnections
	}
	if o.Silence <= 0 {
		o.Silence = defaultSilence
	}
	if o.Dial == nil {
		o.Dial = dialer().DialContext
	} else {
		o.Proxy = nil
	}
	http1 := new(http.Protocols)
	http1.SetHTTP1(true)
	return &Transport{silence: o.Silence, http: &http.Transport{
		Proxy:                  o.Proxy,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            watched(o.Dial, o.Silence),
		Protocols:              http1,
		DisableCompression:     true, // what is stored as gzip must arrive as gzip
		MaxIdleConnsPerHost:    o.Connections,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxHeaders,
		ResponseHeaderTimeout:  2 * o.Silence,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
		ExpectContinueTimeout:  time.Second, // the SDK asks for 100-continue while it is throttled
		WriteBufferSize:        bufferSize(o.Connections),
		ReadBufferSize:         bufferSize(o.Connections),
	}}
}

// bufferSize returns the size in bytes of a connection's buffer: large where few connections have to carry much, small where
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

// proxyError is a proxy's refusal to connect to a host.
type proxyError struct {
	proxy  string
	status int
	text   string
}

func (e *proxyError) Error() string { return fmt.Sprintf("the proxy %s answered %s", e.proxy, e.text) }

func proxyAnswered(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{proxy: proxy.Host, status: resp.StatusCode, text: OneLine(resp.Status)}
}

// Close closes the idle connections.
func (t *Transport) Close() { t.http.CloseIdleConnections() }

// Do sends one request. When it returns, nothing reads the request's body any longer, so that its bytes may be sent again or
// overwritten: see sentBody. Its errors, and those of reading the response, don't contain the request's URL.
func (t *Transport) Do(req *http.Request) (*http.Response, error) {
	if err := checkHeaders(req.Header); err != nil {
		return nil, err
	}
	req, sent := trackBody(req, t.silence)
	resp, err := t.http.RoundTrip(req)
	if err == nil {
		resp.Body = &receivedBody{ReadCloser: resp.Body, req: req, pace: pace{window: t.silence}, failed: t.failed}
	} else {
		err = t.failed(req, err, false)
	}
	if sent != nil {
		if err == nil {
			err = buffer(resp)
		}
		sent.wait()
	}
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// connectionError is the failure of a request that got no answer, or not all of it.
type connectionError struct {
	host     string
	proxy    string // that the request goes through; empty if none
	stage    int32  // that the request got to
	answered bool   // an answer had started
	err      error
}

func (e *connectionError) Error() string { return e.err.Error() }
func (e *connectionError) Unwrap() error { return e.err }

// failed returns the context's error when the context has ended, err when the request could not be sent, and otherwise err
// as a *connectionError.
func (t *Transport) failed(req *http.Request, err error, answered bool) error {
	if ended := req.Context().Err(); ended != nil {
		return ended
	}
	stage := stageOf(req.Context())
	if stage == unsent {
		return fmt.Errorf("the request can't be sent: %w", err)
	}
	return &connectionError{host: req.URL.Host, proxy: t.proxyOf(req), stage: stage, answered: answered, err: err}
}

// proxyOf returns the host of the proxy that the request goes through, empty for none.
func (t *Transport) proxyOf(req *http.Request) string {
	if t.http.Proxy == nil {
		return ""
	}
	if proxy, err := t.http.Proxy(req); err == nil && proxy != nil {
		return proxy.Host
	}
	return ""
}

// receivedBody is a response's body, whose errors can be distinguished from those of its reader.
type receivedBody struct {
	io.ReadCloser
	req    *http.Request
	pace   pace
	failed func(req *http.Request, err error, answered bool) error
}

func (b *receivedBody) Read(p []byte) (int, error) {
	started := time.Now()
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		err = b.pace.add(n, time.Since(started))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.failed(b.req, err, true)
	}
	return n, err
}
