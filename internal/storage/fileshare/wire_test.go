package fileshare

import (
	"crypto/md5"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// wire is a server that answers as a test says, and keeps the requests that it was sent.
type wire struct {
	url      string // of the account
	mu       sync.Mutex
	requests []request
}

type request struct {
	op     string // such as "PUT range" or "GET list"
	uri    string
	header http.Header
	body   []byte
}

// newWire returns a wire whose requests are answered by h. It is given the request, with its body read, and its number from 1.
func newWire(t *testing.T, h func(w http.ResponseWriter, r request, n int)) *wire {
	t.Helper()
	wire := &wire{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("x-ms-version", r.Header.Get("x-ms-version"))
		op := r.URL.Query().Get("comp")
		if op == "" {
			op = r.URL.Query().Get("restype")
		}
		got := request{op: strings.TrimSpace(r.Method + " " + op), uri: r.RequestURI, header: r.Header, body: body}
		wire.mu.Lock()
		wire.requests = append(wire.requests, got)
		n := len(wire.requests)
		wire.mu.Unlock()
		h(w, got, n)
	}))
	t.Cleanup(server.Close)
	wire.url = server.URL + "/account"
	return wire
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("x-ms-error-code", code)
	w.WriteHeader(status)
}

// hangUp breaks the connection instead of answering.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}

var quick = azure.RetryOptions{Delay: time.Millisecond, MaxDelay: 2 * time.Millisecond}

// share returns the share "s" at the other end of the wire, or what lies below it, with retries that don't wait.
func (w *wire) share(t *testing.T, below string) *Share {
	t.Helper()
	transport := azure.NewTransport(azure.TransportOptions{Silence: 10 * time.Second})
	t.Cleanup(transport.Close)
	return open(t, w.url+"/s"+below, azure.Endpoint{Transport: transport, Retry: quick})
}

func (w *wire) wantOps(t *testing.T, want string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var ops []string
	for _, r := range w.requests {
		ops = append(ops, r.op)
	}
	if got := strings.Join(ops, ", "); got != want {
		t.Fatalf("requests: %s\nwant:     %s", got, want)
	}
}

const (
	aTime = "Mon, 28 Sep 2009 18:41:57 GMT"
	aSize = "10"
)

var content10 = []byte("0123456789")

// describe answers with the file of content10.
func describe10(w http.ResponseWriter, contentType string) {
	for name, value := range map[string]string{
		"Content-Length": aSize, "ETag": `"0x1"`, "Last-Modified": aTime, "Content-Type": contentType, "x-ms-type": "File",
	} {
		w.Header().Set(name, value)
	}
}

// succeed answers like a service where everything goes well with content10.
func succeed(w http.ResponseWriter, r request) {
	switch {
	case r.op == "GET list":
		io.WriteString(w, "<EnumerationResults><Entries/></EnumerationResults>")
	case r.op == "HEAD":
		describe10(w, r.header.Get("x-test-mark"))
		w.Header().Set("x-ms-copy-id", "id1")
		w.Header().Set("x-ms-copy-status", "success")
	case r.header.Get("x-ms-copy-source") != "":
		w.Header().Set("x-ms-copy-id", "id1")
		w.Header().Set("x-ms-copy-status", "pending")
		w.WriteHeader(http.StatusAccepted)
	case r.op == "PUT properties":
	case strings.HasPrefix(r.op, "PUT"):
		sum := md5.Sum(r.body)
		w.Header().Set("Content-MD5", base64.StdEncoding.EncodeToString(sum[:]))
		w.WriteHeader(http.StatusCreated)
	case strings.HasPrefix(r.op, "DELETE"):
		w.WriteHeader(http.StatusAccepted)
	default:
		w.Header().Set("ETag", `"0x1"`)
		w.Header().Set("Content-Range", "bytes 0-9/10")
		w.WriteHeader(http.StatusPartialContent)
		w.Write(content10)
	}
}

func read(t *testing.T, s *Share, obj storage.Object) ([]byte, error) {
	t.Helper()
	c, err := s.Open(t.Context(), obj)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	p := make([]byte, obj.Size)
	return p, c.ReadRange(t.Context(), p, 0)
}

func listAll(t *testing.T, s *Share) (objects []storage.Object, failed error) {
	t.Helper()
	for obj, err := range s.List(t.Context(), storage.Query{Recursive: true}) {
		if err != nil {
			failed = err
			continue
		}
		objects = append(objects, obj)
	}
	return objects, failed
}

var file10 = storage.Object{Name: "f", Size: int64(len(content10)), ETag: `"0x1"`}

// operations are those that send something.
var operations = []struct {
	name string
	run  func(t *testing.T, s *Share) error
}{
	{"Prepare", func(t *testing.T, s *Share) error { return s.Prepare(t.Context()) }},
	{"Stat", func(t *testing.T, s *Share) error { _, err := s.Stat(t.Context(), "f"); return err }},
	{"List", func(t *testing.T, s *Share) error { _, err := listAll(t, s); return err }},
	{"ReadRange", func(t *testing.T, s *Share) error { _, err := read(t, s, file10); return err }},
	{"Put", func(t *testing.T, s *Share) error { return s.Put(t.Context(), file10, content10) }},
	{"WriteChunk", func(t *testing.T, s *Share) error {
		return s.writer(file10, nil).WriteChunk(t.Context(), storage.Chunk{Length: 10}, content10)
	}},
	{"StartCopy", func(t *testing.T, s *Share) error {
		_, err := s.StartCopy(t.Context(), file10, "https://src.file.core.windows.net/s/f?sig=topsecret")
		return err
	}},
	{"CopyStatus", func(t *testing.T, s *Share) error { _, err := s.CopyStatus(t.Context(), file10, "id1"); return err }},
}

func TestOutcomesThatAreTriedAgain(t *testing.T) {
	faults := []struct {
		name  string
		fault func(w http.ResponseWriter)
		tries int // in all, when the next one would succeed
	}{
		{"500", func(w http.ResponseWriter) { refuse(w, 500, "InternalError") }, 3},
		{"503", func(w http.ResponseWriter) { refuse(w, 503, "ServerBusy") }, 3},
		{"broken connection", hangUp, 3},
		{"403", func(w http.ResponseWriter) { refuse(w, 403, "AuthorizationFailure") }, 1},
		{"404", func(w http.ResponseWriter) { refuse(w, 404, "ResourceNotFound") }, 1},
		{"409", func(w http.ResponseWriter) { refuse(w, 409, "SharingViolation") }, 1},
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
				err := op.run(t, wire.share(t, ""))
				if len(wire.requests) != f.tries {
					t.Errorf("%d requests, want %d", len(wire.requests), f.tries)
				}
				for _, r := range wire.requests {
					if want := wire.requests[0]; string(r.body) != string(want.body) || r.uri != want.uri {
						t.Errorf("sent %q to %s, before that %q to %s", r.body, r.uri, want.body, want.uri)
					}
				}
				if (err == nil) != (f.tries > 1) {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

// TestSASReachesTheWireAsGiven holds every operation to a SAS in encodings and an order that net/url would change.
func TestSASReachesTheWireAsGiven(t *testing.T) {
	const sas = "sv=2015-02-21&sr=s&si=a+b%20c&sig=a%2bB%2F%3D=/~*'()!&se=2099-01-01T00%3a00%3A00Z&sp=rwl"
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
			if err := op.run(t, wire.share(t, "/d?"+sas)); err != nil {
				t.Fatal(err)
			}
			for _, r := range wire.requests {
				_, query, _ := strings.Cut(r.uri, "?")
				if own, found := strings.CutSuffix(query, sas); !found || strings.Contains(own, "sig=") || r.header.Get("Authorization") != "" {
					t.Errorf("sent to %s", r.uri)
				}
			}
		})
	}
}

// TestSecretsStayOutOfErrors has services and proxies that repeat in their answers what they were sent.
func TestSecretsStayOutOfErrors(t *testing.T) {
	const secret = "topsecret"
	for _, op := range operations {
		for _, status := range []int{400, 403, 404, 409} {
			wire := newWire(t, func(w http.ResponseWriter, r request, _ int) {
				w.WriteHeader(status)
				io.WriteString(w, "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>You sent "+
					strings.ReplaceAll(r.uri, "&", "&amp;")+" and "+r.header.Get("x-ms-copy-source")+"</Message></Error>")
			})
			err := op.run(t, wire.share(t, "/d?sv=1&sig="+secret))
			if forgiven := op.name == "Prepare" && status == 403; (err == nil) != forgiven {
				t.Errorf("%s, %d: error %v", op.name, status, err)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.ContainsAny(err.Error(), "<\n")) {
				t.Errorf("%s, %d: error %q", op.name, status, err)
			}
		}
	}
}

func TestWithoutCredential(t *testing.T) {
	at, err := storage.ParseLocation("https://account.file.core.windows.net/s", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(azure.Endpoint{At: at}); storage.KindOf(err) != storage.Denied {
		t.Errorf("opened without a credential: %v", err)
	}
}

// azureEndpoint returns an endpoint with a transport of its own.
func azureEndpoint(t *testing.T) azure.Endpoint {
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	return azure.Endpoint{Transport: transport}
}

func wholeOf(size int64) azure.Range { return azure.Range{End: size} }
