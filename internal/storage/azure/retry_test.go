package azure

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// hangUp breaks the connection instead of answering.
func hangUp(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

func TestAnswersThatAreRetried(t *testing.T) {
	tests := []struct {
		status    int
		wantTries int
		code      string
	}{
		{http.StatusBadRequest, 3, "Md5Mismatch"},
		{http.StatusBadRequest, 3, "Crc64Mismatch"},
		{http.StatusOK, 1, ""},
		{http.StatusBadRequest, 1, ""},
		{http.StatusForbidden, 1, ""},
		{http.StatusNotFound, 1, ""},
		{http.StatusConflict, 1, ""},
		{http.StatusPreconditionFailed, 1, ""},
		{http.StatusNotImplemented, 1, ""},
		{http.StatusRequestTimeout, 10, ""},
		{http.StatusTooManyRequests, 10, ""},
		{http.StatusInternalServerError, 10, ""},
		{http.StatusBadGateway, 10, ""},
		{http.StatusServiceUnavailable, 10, ""},
		{http.StatusGatewayTimeout, 10, ""},
	}
	for _, tt := range tests {
		t.Run(strconv.Itoa(tt.status)+tt.code, func(t *testing.T) {
			tries := 0
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				tries++
				w.Header().Set("x-ms-error-code", tt.code)
				w.WriteHeader(tt.status)
			})
			err := c.do(t.Context(), http.MethodGet, "", nil)
			if tries != tt.wantTries {
				t.Errorf("%d tries, want %d", tries, tt.wantTries)
			}
			if (err == nil) != (tt.status == http.StatusOK) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestAnswersThatAreRetriedUnderOnce makes the first answer leave open what was done, or say that nothing was.
func TestAnswersThatAreRetriedUnderOnce(t *testing.T) {
	for _, tt := range []struct {
		status  int
		gateway bool // answers in the service's place
		want    int
	}{
		{http.StatusRequestTimeout, false, 1}, {http.StatusInternalServerError, false, 1}, {http.StatusBadGateway, false, 1},
		{http.StatusGatewayTimeout, false, 1}, {http.StatusBadRequest, false, 1}, {http.StatusCreated, false, 1},
		{http.StatusTooManyRequests, false, 2}, {http.StatusServiceUnavailable, false, 2},
		{http.StatusTooManyRequests, true, 2}, {http.StatusServiceUnavailable, true, 1},
	} {
		tries := 0
		c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			if tries++; tries > 1 {
				w.WriteHeader(http.StatusCreated)
				return
			}
			if tt.gateway {
				w.Header().Del("x-ms-version")
				w.Header().Del("x-ms-request-id")
			}
			w.WriteHeader(tt.status)
		})
		err := c.do(Once(t.Context()), http.MethodPut, "", nil)
		if tries != tt.want || (err == nil) != (tt.want == 2 || tt.status == http.StatusCreated) {
			t.Errorf("%d, of a gateway %v: %d tries, want %d; error %v", tt.status, tt.gateway, tries, tt.want, err)
		}
	}
}

func TestEveryTrySendsTheWholeBody(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	faults := map[string]func(w http.ResponseWriter, r *http.Request){
		"busy, body read": func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"busy, body not read":       func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"connection cut":            func(w http.ResponseWriter, r *http.Request) { hangUp(w) },
		"cut in the middle of body": func(w http.ResponseWriter, r *http.Request) { io.CopyN(io.Discard, r.Body, 1000); hangUp(w) },
		"cut in the middle of the answer": func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "<")
		},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			tries := 0
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				if tries++; tries <= 4 {
					fault(w, r)
					return
				}
				got, err := io.ReadAll(r.Body)
				if err != nil || !bytes.Equal(got, body) {
					t.Errorf("got %d bytes and %v, which are not those sent", len(got), err)
				}
			})
			if err := c.do(t.Context(), http.MethodPut, "", body); err != nil {
				t.Fatal(err)
			}
			if tries != 5 {
				t.Errorf("%d tries, want 5", tries)
			}
		})
	}
}

func TestTruncatedAnswerIsRetried(t *testing.T) {
	tries := 0
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries < 3 {
			w.Header().Set("Content-Length", "100")
		}
		io.WriteString(w, "listing")
	})
	if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil || tries != 3 {
		t.Errorf("%d tries, error %v", tries, err)
	}
}

func TestConnectionsThatAreRetried(t *testing.T) {
	refused := func() error { return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED} }
	tests := []struct {
		name      string
		dial      func() error
		wantTries int64
		wantKind  storage.Kind
	}{
		{"refused", refused, 3, storage.Unreachable},
		{
			"host not found",
			func() error {
				return &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "nowhere", IsNotFound: true}}
			},
			1, storage.HostNotFound,
		},
		{
			"name server out of order",
			func() error {
				return &net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
			},
			3, storage.Unreachable,
		},
		{"reset", func() error { return &net.OpError{Op: "dial", Err: syscall.ECONNRESET} }, 3, storage.Unreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var tries atomic.Int64
			transport := NewTransport(TransportOptions{Dial: func(context.Context, string, string) (net.Conn, error) {
				tries.Add(1)
				return nil, tt.dial()
			}})
			c := clientOf(t, "http://nowhere", Endpoint{Transport: transport, Retry: quick})
			err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
			if storage.KindOf(err) != tt.wantKind {
				t.Errorf("error %v of kind %v, want %v", err, storage.KindOf(err), tt.wantKind)
			}
			if tries.Load() != tt.wantTries {
				t.Errorf("%d tries, want %d", tries.Load(), tt.wantTries)
			}
		})
	}
}

// TestHostThatNeverAnswers has a host that accepts connections and says nothing, and others that stop in the middle of an
// answer: both take long to notice, so that they are not tried often.
func TestHostThatNeverAnswers(t *testing.T) {
	begins := func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx") }
	tests := []struct {
		name, scheme, method, query string
		body                        []byte
		says                        func(net.Conn)
		wantTries                   int64
	}{
		{"listing", "http", http.MethodGet, "?comp=list", nil, nil, 3},
		{"over TLS", "https", http.MethodGet, "?comp=list", nil, nil, 3},
		{"writing", "http", http.MethodPut, "?comp=block", []byte("x"), nil, 3},
		{"listing, answer started", "http", http.MethodGet, "?comp=list", nil, begins, 3},
		{"writing, answer started", "http", http.MethodPut, "?comp=block", []byte("x"), begins, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := listen(t, tt.says)
			transport := NewTransport(TransportOptions{Silence: 200 * time.Millisecond})
			defer transport.Close()
			c := clientOf(t, tt.scheme+"://"+host.address, Endpoint{Transport: transport, Retry: quick})
			err := Classify("ask", c.do(t.Context(), tt.method, tt.query, tt.body))
			if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "silent") {
				t.Errorf("error %v of kind %v", err, storage.KindOf(err))
			}
			if got := host.accepted.Load(); got != tt.wantTries {
				t.Errorf("%d tries, want %d", got, tt.wantTries)
			}
		})
	}
}

// TestCreationsAreAnsweredSoon has a patient connection, and a limit for requests that create something.
func TestCreationsAreAnsweredSoon(t *testing.T) {
	t.Parallel()
	host := listen(t, nil)
	transport := NewTransport(TransportOptions{Silence: time.Hour})
	defer transport.Close()
	retry := quick
	retry.CreateTimeout = 100 * time.Millisecond
	c := clientOf(t, "http://"+host.address, Endpoint{Transport: transport, Retry: retry})
	for i, query := range []string{"?restype=container", ""} {
		err := Classify("create", c.do(t.Context(), http.MethodPut, query, nil))
		if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "silent") {
			t.Errorf("%q: error %v of kind %v", query, err, storage.KindOf(err))
		}
		if got, want := host.accepted.Load(), int64(3*(i+1)); got != want {
			t.Errorf("%q: %d tries, want %d", query, got, want)
		}
	}
	others := []struct {
		method, query string
		body          []byte
		header        []string
	}{
		{http.MethodPut, "?comp=page", nil, nil},
		{http.MethodPut, "", []byte("x"), nil},
		{http.MethodPut, "", nil, []string{"x-ms-copy-source", "https://a/b"}},
		{http.MethodGet, "", nil, nil},
	}
	for _, other := range others {
		ctx, cancel := context.WithTimeout(t.Context(), 3*retry.CreateTimeout)
		before := host.accepted.Load()
		if err := c.do(ctx, other.method, other.query, other.body, other.header...); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%+v: error %v", other, err)
		}
		if got := host.accepted.Load() - before; got != 1 {
			t.Errorf("%+v: %d tries, want 1", other, got)
		}
		cancel()
	}
}

// silentHost accepts connections and answers nothing, or no more than says writes.
type silentHost struct {
	address  string
	accepted atomic.Int64
}

func listen(t *testing.T, says func(net.Conn)) *silentHost {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	host := &silentHost{address: listener.Addr().String()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			host.accepted.Add(1)
			t.Cleanup(func() { conn.Close() })
			if says != nil {
				conn.Read(make([]byte, 1<<10))
				says(conn)
			}
		}
	}()
	return host
}

func TestRefusedConnectionOfARealSocket(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	c := clientOf(t, server.URL, Endpoint{Transport: NewTransport(TransportOptions{}), Retry: quick})
	err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
	if storage.KindOf(err) != storage.Unreachable || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("error %v of kind %v", err, storage.KindOf(err))
	}
}

func TestUntrustedServerIsNotRetried(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	var dials atomic.Int64
	transport := NewTransport(TransportOptions{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		dials.Add(1)
		return dialer().DialContext(ctx, network, address)
	}})
	tests := []struct{ url, want string }{
		{server.URL, "certificate"},
		{"https" + strings.TrimPrefix(newClient(t, http.NotFound).url, "http"), "http://"},
	}
	for _, tt := range tests {
		dials.Store(0)
		c := clientOf(t, tt.url, Endpoint{Transport: transport, Retry: quick})
		err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
		if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v does not say %q", err, tt.want)
		}
		if dials.Load() != 1 {
			t.Errorf("%d tries, want 1", dials.Load())
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	var at []time.Time
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if at = append(at, time.Now()); len(at) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil {
		t.Fatal(err)
	}
	if len(at) != 2 || at[1].Sub(at[0]) < time.Second {
		t.Errorf("tries at %v", at)
	}
}

func TestRetryAfter(t *testing.T) {
	tests := []struct {
		header   string
		min, max time.Duration
	}{
		{"", 0, 0},
		{"7", 7 * time.Second, 7 * time.Second},
		{"-1", 0, 0},
		{"soon", 0, 0},
		{"99999999999", maxRetryAfter, maxRetryAfter},
		{time.Now().Add(time.Minute).UTC().Format(http.TimeFormat), 55 * time.Second, time.Minute},
		{time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat), 0, 0},
	}
	for _, tt := range tests {
		got := retryAfter(&http.Response{Header: http.Header{"Retry-After": {tt.header}}})
		if got < tt.min || got > tt.max {
			t.Errorf("%q: %v, want %v to %v", tt.header, got, tt.min, tt.max)
		}
	}
}

func TestDelay(t *testing.T) {
	o := RetryOptions{}.withDefaults()
	longest := []time.Duration{
		500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second,
		time.Minute, time.Minute, time.Minute,
	}
	for i, want := range longest {
		for range 100 {
			if got := o.delay(i + 1); got > want || got < want/2 {
				t.Errorf("delay(%d) = %v, want %v to %v", i+1, got, want/2, want)
			}
		}
	}
	if got := o.delay(1 << 20); got > o.MaxDelay {
		t.Errorf("delay of a late try = %v", got)
	}
}

func TestCancelDuringPause(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	tries := 0
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		tries++
		w.WriteHeader(http.StatusServiceUnavailable)
		time.AfterFunc(50*time.Millisecond, func() { cancel(errors.New("no space left on device")) })
	})
	c = clientOf(t, c.url, Endpoint{Transport: NewTransport(TransportOptions{}), Retry: RetryOptions{Delay: time.Hour, MaxDelay: time.Hour}})
	started := time.Now()
	err := c.do(ctx, http.MethodGet, "", nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if tries != 1 || time.Since(started) > 5*time.Second {
		t.Errorf("%d tries in %v", tries, time.Since(started))
	}
}
