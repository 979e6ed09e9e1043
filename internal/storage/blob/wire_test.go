package blob

import (
	"bytes"
	"crypto/md5"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// wire is a server that answers as a test says, and keeps the requests.
type wire struct {
	url      string // of the account
	mu       sync.Mutex
	requests []request
}

type request struct {
	op     string // such as "PUT block" or "GET list"
	uri    string
	query  url.Values
	header http.Header
	body   []byte
}

// newWire returns a wire that answers requests with h, which gets the request, with its body read, and its number from 1.
func newWire(t *testing.T, h func(w http.ResponseWriter, r request, n int)) *wire {
	t.Helper()
	wire := &wire{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("x-ms-version", r.Header.Get("x-ms-version"))
		query := r.URL.Query()
		got := request{
			op: strings.TrimSpace(r.Method + " " + query.Get("comp")), uri: r.RequestURI, query: query, header: r.Header, body: body,
		}
		wire.mu.Lock()
		wire.requests = append(wire.requests, got)
		n := len(wire.requests)
		wire.mu.Unlock()
		if r.Method == http.MethodHead {
			describe(w)
		}
		h(w, got, n)
	}))
	t.Cleanup(server.Close)
	wire.url = server.URL + "/account"
	return wire
}

// describe sets the headers that every blob has; tests override them.
func describe(w http.ResponseWriter) {
	for name, value := range map[string]string{
		"Content-Length": "0", "ETag": `"0x1"`, "Last-Modified": "Mon, 28 Sep 2009 18:41:57 GMT", "x-ms-blob-type": "BlockBlob",
	} {
		w.Header().Set(name, value)
	}
}

// answer answers every request with this status, as the service words it.
func answer(status int, code string) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, _ int) { refuse(w, status, code) }
}

func refuse(w http.ResponseWriter, status int, code string) {
	if code != "" {
		w.Header().Set("x-ms-error-code", code)
	}
	w.WriteHeader(status)
}

// hangUp breaks the connection instead of answering.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}

// container returns the container "c" at the other end of the wire, or what lies below it, with retries that don't wait.
func (w *wire) container(t *testing.T, below string) *Container {
	t.Helper()
	transport := azure.NewTransport(azure.TransportOptions{Silence: 10 * time.Second})
	t.Cleanup(transport.Close)
	return open(t, w.url+"/c"+below, azure.Endpoint{Transport: transport, Retry: quick})
}

var quick = azure.RetryOptions{Delay: time.Millisecond, MaxDelay: 2 * time.Millisecond}

func (w *wire) ops() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ops []string
	for _, r := range w.requests {
		ops = append(ops, r.op)
	}
	return strings.Join(ops, ", ")
}

func (w *wire) wantOps(t *testing.T, want string) {
	t.Helper()
	if got := w.ops(); got != want {
		t.Fatalf("requests: %s\nwant:     %s", got, want)
	}
}

func (r request) wantHeaders(t *testing.T, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := r.header.Get(name); got != value {
			t.Errorf("%s: header %s is %q, want %q", r.op, name, got, value)
		}
	}
}

// operations are those that send something.
var operations = []struct {
	name string
	run  func(t *testing.T, c *Container) error
}{
	{"Prepare", func(t *testing.T, c *Container) error { return c.Prepare(t.Context()) }},
	{"Stat", func(t *testing.T, c *Container) error { _, err := c.Stat(t.Context(), "b"); return err }},
	{"List", func(t *testing.T, c *Container) error {
		var failed error
		for _, err := range c.List(t.Context(), storage.Query{}) {
			failed = err
		}
		return failed
	}},
	{"ReadRange", func(t *testing.T, c *Container) error {
		_, err := read(t, c, storage.Object{Name: "b", Size: 10, ETag: `"1"`}, 10, 0)
		return err
	}},
	{"Put", func(t *testing.T, c *Container) error {
		return c.Put(t.Context(), storage.Object{Name: "b", Size: int64(len(content10))}, content10)
	}},
	{"Put with an MD5", func(t *testing.T, c *Container) error {
		sum := md5.Sum(content10)
		return c.Put(t.Context(), storage.Object{Name: "b", Size: int64(len(content10)), Props: storage.Properties{ContentMD5: sum[:]}}, content10)
	}},
	{"WriteChunk", func(t *testing.T, c *Container) error {
		return create(t, c).WriteChunk(t.Context(), storage.Chunk{Length: int64(len(content10))}, content10)
	}},
	{"Commit", func(t *testing.T, c *Container) error { return create(t, c).Commit(t.Context(), storage.Properties{}) }},
	{"CopyStatus", func(t *testing.T, c *Container) error {
		_, err := c.CopyStatus(t.Context(), storage.Object{Name: "b"}, "id1")
		return err
	}},
	{"StartCopy", func(t *testing.T, c *Container) error {
		_, err := c.StartCopy(t.Context(), storage.Object{Name: "b"}, "https://src.blob.core.windows.net/c/b?sig=topsecret")
		return err
	}},
}

var content10 = []byte("0123456789")

func create(t *testing.T, c *Container) storage.ChunkWriter {
	t.Helper()
	w, err := c.Create(t.Context(), storage.Object{Name: "b", Size: int64(len(content10))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// succeed answers like a service that succeeds in everything, with content10.
func succeed(w http.ResponseWriter, r request) {
	switch {
	case r.query.Get("comp") == "list":
		io.WriteString(w, "<EnumerationResults/>")
	case strings.HasPrefix(r.op, "HEAD"):
		w.Header().Set("x-ms-copy-id", "id1")
		w.Header().Set("x-ms-copy-status", "success")
	case r.header.Get("x-ms-copy-source") != "":
		w.WriteHeader(http.StatusAccepted)
	case strings.HasPrefix(r.op, "PUT"):
		w.WriteHeader(http.StatusCreated)
	case r.header.Get("Range")+r.header.Get("x-ms-range") != "":
		w.Header().Set("Content-Range", "bytes 0-9/10")
		w.WriteHeader(http.StatusPartialContent)
		w.Write(content10)
	}
}

func TestOutcomesThatAreTriedAgain(t *testing.T) {
	faults := []struct {
		name  string
		fault func(w http.ResponseWriter)
		tries int // in all, when the next one would succeed
	}{
		{"500", func(w http.ResponseWriter) { refuse(w, 500, "InternalError") }, 3},
		{"503", func(w http.ResponseWriter) { refuse(w, 503, "ServerBusy") }, 3},
		{"500 when the service times out", func(w http.ResponseWriter) { refuse(w, 500, "OperationTimedOut") }, 3},
		{"broken connection", hangUp, 3},
		{"403", func(w http.ResponseWriter) { refuse(w, 403, "AuthorizationFailure") }, 1},
		{"404", func(w http.ResponseWriter) { refuse(w, 404, "BlobNotFound") }, 1},
		{"409", func(w http.ResponseWriter) { refuse(w, 409, "BlobImmutableDueToPolicy") }, 1},
		{"412", func(w http.ResponseWriter) { refuse(w, 412, "ConditionNotMet") }, 1},
	}
	for _, op := range operations {
		for _, f := range faults {
			t.Run(op.name+"/"+f.name, func(t *testing.T) {
				wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
					if n < 3 {
						f.fault(w)
						return
					}
					succeed(w, r)
				})
				err := op.run(t, wire.container(t, ""))
				if op.name == "StartCopy" && f.name == "412" { // it looks at what is there
					wire.wantOps(t, "PUT, HEAD")
					wire.requests = wire.requests[:1]
				}
				if len(wire.requests) != f.tries {
					t.Errorf("%d requests (%s), want %d", len(wire.requests), wire.ops(), f.tries)
				}
				for _, r := range wire.requests {
					if want := wire.requests[0]; !bytes.Equal(r.body, want.body) || r.uri != want.uri {
						t.Errorf("sent %d bytes to %s, before that %d to %s", len(r.body), r.uri, len(want.body), want.uri)
					}
				}
				if (err == nil) != (f.tries > 1) {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

// TestSilentServerIsAskedAgain has a server that reads a whole request, and then never answers it.
func TestSilentServerIsAskedAgain(t *testing.T) {
	const silence = 100 * time.Millisecond
	done := make(chan struct{})
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
		if n == 1 {
			<-done
		}
		succeed(w, r)
	})
	transport := azure.NewTransport(azure.TransportOptions{Silence: silence})
	defer transport.Close()
	c := open(t, wire.url+"/c", azure.Endpoint{Transport: transport, Retry: quick})
	err := c.Put(t.Context(), storage.Object{Name: "b", Size: 10}, content10)
	close(done)
	if err != nil {
		t.Fatal(err)
	}
	wire.wantOps(t, "PUT, PUT")
	if !bytes.Equal(wire.requests[1].body, content10) {
		t.Errorf("sent %q again", wire.requests[1].body)
	}
}

// TestSASReachesTheWireAsGiven gives every operation a SAS in encodings and an order that net/url would change.
func TestSASReachesTheWireAsGiven(t *testing.T) {
	const sas = "sv=2015-02-21&sr=c&si=a+b%20c&sig=a%2bB%2F%3D=/~*'()!&se=2099-01-01T00%3a00%3A00Z&sp=rwl"
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				if n == 1 {
					refuse(w, 503, "ServerBusy")
					return
				}
				succeed(w, r)
			})
			if err := op.run(t, wire.container(t, "/vd?"+sas)); err != nil {
				t.Fatal(err)
			}
			for _, r := range wire.requests {
				_, query, _ := strings.Cut(r.uri, "?")
				if own, found := strings.CutSuffix(query, sas); !found || strings.Contains(own, "sig=") || own != "" && own[len(own)-1] != '&' {
					t.Errorf("sent to %s", r.uri)
				}
				r.wantHeaders(t, map[string]string{"Authorization": ""})
			}
			if len(wire.requests) != 2 {
				t.Errorf("requests: %s", wire.ops())
			}
		})
	}
}

// TestSecretsStayOutOfErrors has services and proxies that repeat in their answers what they were sent.
func TestSecretsStayOutOfErrors(t *testing.T) {
	const secret = "topsecret"
	echo := func(status int) func(http.ResponseWriter, request, int) {
		return func(w http.ResponseWriter, r request, _ int) {
			w.WriteHeader(status)
			io.WriteString(w, "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>You sent "+
				strings.ReplaceAll(r.uri, "&", "&amp;")+" and "+r.header.Get("Authorization")+"</Message></Error>")
		}
	}
	answers := map[string]func(http.ResponseWriter, request, int){
		"403": echo(403), "404": echo(404), "409": echo(409), "400": echo(400), "503": echo(503), "200": echo(200),
		"hangs up":  func(w http.ResponseWriter, _ request, _ int) { hangUp(w) },
		"redirects": func(w http.ResponseWriter, r request, _ int) { w.Header().Set("Location", r.uri); w.WriteHeader(307) },
	}
	for _, op := range operations {
		for name, h := range answers {
			t.Run(op.name+"/"+name, func(t *testing.T) {
				err := op.run(t, newWire(t, h).container(t, "/vd?sv=1&sig="+secret))
				forgiven := op.name == "Prepare" && name == "403" // a SAS need not permit creating the container
				if name != "200" && (err == nil) != forgiven {
					t.Errorf("error %v", err)
				}
				if err != nil && (strings.Contains(err.Error(), secret) || strings.ContainsAny(err.Error(), "<\n")) {
					t.Errorf("error %q", err)
				}
			})
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
