package blob

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// proxy does to the requests of one operation, on their way to an emulator, what a bad line does.
type proxy struct {
	url  string
	next http.Handler

	mu   sync.Mutex
	op   string // such as "PUT page"
	do   func(w http.ResponseWriter, r *http.Request, next http.Handler)
	late []*http.Request // those that were cut off before the service had them
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	target, err := url.Parse(emulated(t))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{next: httputil.NewSingleHostReverseProxy(target)}
	front := httptest.NewServer(p)
	t.Cleanup(front.Close)
	p.url = front.URL + "/" + storage.DevelopmentAccount
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	do := p.do
	if opOf(r) != p.op {
		do = nil
	}
	if do != nil {
		p.do = nil // once
	}
	p.mu.Unlock()
	if do == nil {
		p.next.ServeHTTP(w, r)
		return
	}
	do(w, r, p.next)
}

func opOf(r *http.Request) string {
	if r.Header.Get("x-ms-sequence-number-action") != "" {
		return "PUT sequence number"
	}
	return strings.TrimSpace(r.Method + " " + r.URL.Query().Get("comp"))
}

// at makes the next request of an operation meet a fault.
func (p *proxy) at(op string, do func(w http.ResponseWriter, r *http.Request, next http.Handler)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.op, p.do = op, do
}

// loseAnswer lets the service carry out a request, and breaks the connection before the answer.
func loseAnswer(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	hangUp(w)
}

// delay keeps a request whose connection breaks, so that deliver can deliver it.
func (p *proxy) delay(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	body, _ := io.ReadAll(r.Body)
	late := r.Clone(context.Background())
	late.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	p.late = append(p.late, late)
	hangUp(w)
}

// deliver delivers the delayed requests.
func (p *proxy) deliver(t *testing.T) {
	t.Helper()
	for _, r := range p.late {
		r.Body, _ = r.GetBody()
		p.next.ServeHTTP(httptest.NewRecorder(), r)
	}
	if len(p.late) == 0 {
		t.Error("no request was delayed")
	}
}

// container returns a new container that is reached through the proxy.
func (p *proxy) container(t *testing.T) *Container {
	t.Helper()
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	c := open(t, p.url+"/late", azure.Endpoint{Transport: transport, Retry: quick})
	if err := c.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// ofType is an object of one page range or block, and its content.
func ofType(blobType storage.BlobType, fill byte) (storage.Object, []byte) {
	p := bytes.Repeat([]byte{fill}, 1024)
	return storage.Object{Name: "b", Size: int64(len(p)), Props: storage.Properties{
		BlobType: blobType, ContentType: "text/plain", ContentMD5: bytes.Repeat([]byte{fill}, 16), Metadata: map[string]string{"a": "1"},
	}}, p
}

// upload writes an object in one chunk, as a mover does.
func upload(ctx context.Context, c *Container, obj storage.Object, p []byte) error {
	w, err := c.Create(ctx, obj, nil)
	if err != nil {
		return err
	}
	err = w.WriteChunk(ctx, storage.Chunk{Length: int64(len(p))}, p)
	if err == nil {
		err = w.Commit(ctx, obj.Props)
	}
	if err != nil {
		_ = w.Abort(ctx)
	}
	return err
}

func wantBlob(t *testing.T, c *Container, want storage.Object, content []byte) {
	t.Helper()
	there, err := c.Stat(t.Context(), want.Name)
	if err != nil {
		t.Fatal(err)
	}
	if there.Size != want.Size || there.Props.ContentType != want.Props.ContentType || there.Props.SequenceNumber != want.Props.SequenceNumber {
		t.Errorf("the blob is %+v, want %+v", there, want)
	}
	if got, err := read(t, c, there, there.Size, 0); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the blob has another content, or %v", err)
	}
}

// TestARequestThatArrivesLateChangesNothing cuts off the first try of a request, lets the second one through, and delivers
// the first one when the blob is complete. The blob is new, or replaces another one.
func TestARequestThatArrivesLateChangesNothing(t *testing.T) {
	for _, tt := range []struct {
		blobType storage.BlobType
		op       string
	}{
		{storage.PageBlob, "PUT"},
		{storage.PageBlob, "PUT page"},
		{storage.PageBlob, "PUT sequence number"},
		{storage.PageBlob, "PUT properties"},
		{storage.AppendBlob, "PUT"},
		{storage.AppendBlob, "PUT appendblock"},
		{storage.AppendBlob, "PUT properties"},
		{storage.BlockBlob, "PUT block"},
		{storage.BlockBlob, "PUT blocklist"},
	} {
		for _, previous := range []bool{false, true} {
			name := string(tt.blobType) + "/" + tt.op
			if previous {
				name += "/replaced"
			}
			t.Run(name, func(t *testing.T) {
				p := newProxy(t)
				c := p.container(t)
				if previous {
					old, content := ofType(tt.blobType, 'o')
					if err := upload(t.Context(), c, old, content); err != nil {
						t.Fatal(err)
					}
				}
				obj, content := ofType(tt.blobType, 'n')
				p.at(tt.op, p.delay)
				if err := upload(t.Context(), c, obj, content); err != nil {
					t.Fatal(err)
				}
				p.deliver(t)
				wantBlob(t, c, obj, content)
				// Nor does it undo what another writer has done since.
				other, content := ofType(tt.blobType, 'x')
				if err := upload(t.Context(), c, other, content); err != nil {
					t.Fatal(err)
				}
				p.deliver(t)
				wantBlob(t, c, other, content)
			})
		}
	}
}

// TestAnEmptyBlobThatArrivesLateChangesNothing puts a blob without content, which takes one request, where there is nothing
// and where there is another blob.
func TestAnEmptyBlobThatArrivesLateChangesNothing(t *testing.T) {
	for _, blobType := range []storage.BlobType{storage.PageBlob, storage.AppendBlob} {
		for _, replaces := range []bool{false, true} {
			p := newProxy(t)
			c := p.container(t)
			other, content := ofType(blobType, 'x')
			if replaces {
				if err := upload(t.Context(), c, other, content); err != nil {
					t.Fatal(err)
				}
			}
			obj, _ := ofType(blobType, 'n')
			obj.Size = 0
			p.at("PUT", p.delay)
			if err := c.Put(t.Context(), obj, nil); err != nil {
				t.Fatal(err)
			}
			wantBlob(t, c, obj, nil)
			if err := upload(t.Context(), c, other, content); err != nil {
				t.Fatal(err)
			}
			p.deliver(t)
			wantBlob(t, c, other, content)
			p.at("PUT", loseAnswer)
			if err := c.Put(t.Context(), obj, nil); err != nil {
				t.Errorf("%s, its answer lost: %v", blobType, err)
			}
			wantBlob(t, c, obj, nil)
		}
	}
}

// TestALostAnswerIsNotAFailure lets each request be carried out, and loses the answer.
func TestALostAnswerIsNotAFailure(t *testing.T) {
	for _, tt := range []struct {
		blobType storage.BlobType
		ops      []string
	}{
		{storage.BlockBlob, []string{"PUT block", "PUT blocklist"}},
		{storage.PageBlob, []string{"PUT", "PUT page", "PUT metadata", "PUT sequence number", "PUT properties"}},
		{storage.AppendBlob, []string{"PUT", "PUT appendblock", "PUT metadata", "PUT properties"}},
	} {
		for _, op := range tt.ops {
			for _, contentType := range []string{"text/plain", ""} {
				for _, previous := range []bool{false, true} {
					t.Run(string(tt.blobType)+"/"+op+"/"+contentType, func(t *testing.T) {
						p := newProxy(t)
						c := p.container(t)
						obj, content := ofType(tt.blobType, 'n')
						if previous {
							if err := upload(t.Context(), c, obj, content); err != nil {
								t.Fatal(err)
							}
						}
						w := lossy(t, p, c, obj, op)
						if err := w.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, content); err != nil {
							t.Fatal(err)
						}
						obj.Props.ContentType, obj.Props.Metadata = contentType, map[string]string{"Two": "2"}
						if err := w.Commit(t.Context(), obj.Props); err != nil {
							t.Fatal(err)
						}
						if contentType == "" {
							obj.Props.ContentType = defaultContentType
						}
						wantBlob(t, c, obj, content)
					})
				}
			}
		}
	}
}

// lossy starts to write, and loses the answer to the next request of an operation.
func lossy(t *testing.T, p *proxy, c *Container, obj storage.Object, op string) storage.ChunkWriter {
	t.Helper()
	p.at(op, loseAnswer)
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestALostAnswerToDeleteIsNotAFailure discards what was written.
func TestALostAnswerToDeleteIsNotAFailure(t *testing.T) {
	for _, blobType := range []storage.BlobType{storage.PageBlob, storage.AppendBlob} {
		p := newProxy(t)
		c := p.container(t)
		obj, _ := ofType(blobType, 'n')
		w := lossy(t, p, c, obj, "DELETE")
		if err := w.Abort(t.Context()); err != nil {
			t.Errorf("%s: %v", blobType, err)
		}
		if _, err := c.Stat(t.Context(), "b"); storage.KindOf(err) != storage.NotFound {
			t.Errorf("%s: still there, %v", blobType, err)
		}
	}
}

// TestADeletionLooksAgain changes the blob between the look and the deletion, as a late write of the same writer does.
func TestADeletionLooksAgain(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	obj, content := ofType(storage.PageBlob, 'n')
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.at("DELETE", func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if err := w.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, content); err != nil {
			t.Error(err)
		}
		next.ServeHTTP(rw, r)
	})
	if err := w.Abort(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Stat(t.Context(), "b"); storage.KindOf(err) != storage.NotFound {
		t.Errorf("still there, %v", err)
	}
}

// TestACopyThatStartsLateChangesNothing delivers the first request for a copy after another writer has replaced the blob.
func TestACopyThatStartsLateChangesNothing(t *testing.T) {
	for _, previous := range []bool{false, true} {
		p := newProxy(t)
		c := p.container(t)
		source, content := ofType(storage.BlockBlob, 's')
		source.Name = "source"
		if err := upload(t.Context(), c, source, content); err != nil {
			t.Fatal(err)
		}
		other, kept := ofType(storage.BlockBlob, 'o')
		if previous {
			if err := upload(t.Context(), c, other, kept); err != nil {
				t.Fatal(err)
			}
		}
		obj, err := c.Stat(t.Context(), "source")
		if err != nil {
			t.Fatal(err)
		}
		link, err := c.Link(t.Context(), obj)
		if err != nil {
			t.Fatal(err)
		}
		obj.Name = "b"
		p.at("PUT", p.delay)
		status, err := c.StartCopy(t.Context(), obj, link)
		if err != nil || !status.Done {
			t.Fatalf("%+v, %v", status, err)
		}
		wantBlob(t, c, obj, content)
		if err := upload(t.Context(), c, other, kept); err != nil {
			t.Fatal(err)
		}
		p.deliver(t)
		wantBlob(t, c, other, kept)
	}
}

// With a SAS that permits only writing, the writer can't look at what is there, and sends what replaces it only once.
func TestWhatMayNotBeSeenIsReplacedOnce(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for _, op := range []string{"page", "append", "copy"} {
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				switch {
				case r.op == "HEAD":
					refuse(w, 403, "AuthorizationPermissionMismatch")
				case r.header.Get("If-None-Match") != "":
					refuse(w, 409, "BlobAlreadyExists")
				case lost:
					hangUp(w)
				case op == "copy":
					started(w, "id1", "pending")
				default:
					w.WriteHeader(http.StatusCreated)
				}
			})
			c, err := wire.container(t, "?sv=1&sig=x"), error(nil)
			switch op {
			case "copy":
				_, err = c.StartCopy(t.Context(), asListed, sourceLink)
			case "page":
				_, err = c.Create(t.Context(), pageBlobOf(1), nil)
			case "append":
				obj := pageBlobOf(1)
				obj.Props.BlobType = storage.AppendBlob
				_, err = c.Create(t.Context(), obj, nil)
			}
			if (err != nil) != lost {
				t.Errorf("%s, answer lost %v: %v", op, lost, err)
			}
			wire.wantOps(t, "PUT, HEAD, PUT")
		}
	}
}

// A blob of another type that is seen is not replaced, even on a server that would allow it.
func TestABlobOfAnotherTypeThatIsSeenStays(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	block, content := ofType(storage.BlockBlob, 'b')
	if err := upload(t.Context(), c, block, content); err != nil {
		t.Fatal(err)
	}
	page, _ := ofType(storage.PageBlob, 'p')
	if _, err := c.Create(t.Context(), page, nil); storage.KindOf(err) != storage.TypeMismatch {
		t.Errorf("error %v", err)
	}
	wantBlob(t, c, block, content)
}
