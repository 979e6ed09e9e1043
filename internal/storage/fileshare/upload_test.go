package fileshare

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
)

// Small files cost a request each, and directories one, however many files wait for them. A file that was refused since its
// directory was missing is sent again.
func TestRequestsOfSmallFiles(t *testing.T) {
	const directories, writers = 10, 16
	files := 10_000
	if testing.Short() {
		files = 1000
	}
	var mu sync.Mutex
	counts := make(map[string]int)
	e, err := emulator.Open(t.Context(), emulator.WithObserver(func(c service.Call) {
		mu.Lock()
		defer mu.Unlock()
		counts[fmt.Sprintf("%s %d", c.Operation, c.Status)]++
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	server := httptest.NewServer(e.File())
	defer server.Close()
	transport := azure.NewTransport(azure.TransportOptions{Connections: writers})
	defer transport.Close()
	s := open(t, server.URL+"/"+storage.DevelopmentAccount+"/s3s", azure.Endpoint{Transport: transport})
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := make(chan string)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for name := range names {
				if err := s.Put(t.Context(), storage.Object{Name: name, Size: 4 << 10}, make([]byte, 4<<10)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range files {
		names <- fmt.Sprintf("d%d/f%d", i*directories/files, i)
	}
	close(names)
	wg.Wait()
	refused := counts["Create File 404"]
	delete(counts, "Create File 404")
	want := map[string]int{"Create Share 201": 1, "Create Directory 201": directories, "Create File 201": files}
	if fmt.Sprint(counts) != fmt.Sprint(want) || refused < directories || refused > directories*writers {
		t.Errorf("requests %v, want %v; and %d refused for a missing directory", counts, want, refused)
	}
}

// A service that takes no content with the request that creates a file gets it in one of its own.
func TestServicesThatTakeNoContent(t *testing.T) {
	const inSteps = "PUT, PUT range, PUT properties"
	for name, create := range map[string]func(w http.ResponseWriter){
		"refused":    func(w http.ResponseWriter) { refuse(w, 400, "InvalidHeaderValue") },
		"overlooked": func(w http.ResponseWriter) { w.WriteHeader(http.StatusCreated) },
	} {
		t.Run(name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, _ int) {
				if r.op == "PUT" && len(r.body) > 0 {
					create(w)
					return
				}
				succeed(w, r)
			})
			s := wire.share(t, "")
			for range 2 {
				if err := s.Put(t.Context(), file10, content10); err != nil {
					t.Fatal(err)
				}
			}
			wire.wantOps(t, "PUT, "+inSteps+", "+inSteps)
			made, filled, final := wire.requests[1], wire.requests[2], wire.requests[3]
			if !isMarked(made.header.Get("x-ms-content-type")) || !bytes.Equal(filled.body, content10) ||
				final.header.Get("x-ms-content-type") != defaultContentType {
				t.Errorf("sent %v, %q, %v", made.header, filled.body, final.header)
			}
		})
	}
}

// A refusal for another reason than the content is reported as it was, and nothing is concluded from it.
func TestRefusalsOfProperties(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) { refuse(w, 400, "InvalidHeaderValue") })
	s := wire.share(t, "")
	if err := s.Put(t.Context(), file10, content10); err == nil || !strings.HasPrefix(err.Error(), "put ") {
		t.Errorf("error %v", err)
	}
	if s.host.refusesContent.Load() {
		t.Error("taken for a service that takes no content")
	}
}

// A request that creates a file, and whose answer is lost, is found by the mark that it left, and sent again only with another
// mark: the first one would empty the file when it comes late.
func TestTheAnswerToACreationIsLost(t *testing.T) {
	for name, arrives := range map[string]bool{"after it arrived": true, "before it arrived": false} {
		t.Run(name, func(t *testing.T) {
			var there string
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				mark := r.header.Get("x-ms-content-type")
				switch {
				case n == 1 && arrives:
					there = mark
					hangUp(w)
				case n == 1:
					hangUp(w)
				case r.op == "HEAD" && there == "":
					refuse(w, 404, "ResourceNotFound")
				case r.op == "HEAD":
					describe10(w, there)
				default:
					there = mark
					succeed(w, r)
				}
			})
			writer, err := wire.share(t, "").Create(t.Context(), file10, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := "PUT, HEAD"
			if !arrives {
				want += ", PUT"
			}
			wire.wantOps(t, want)
			last := wire.requests[len(wire.requests)-1].header.Get("x-ms-content-type")
			if !arrives && last == wire.requests[0].header.Get("x-ms-content-type") {
				t.Error("the same mark was sent again")
			}
			if err := writer.Commit(t.Context(), storage.Properties{}); err != nil {
				t.Errorf("commit: %v", err)
			}
		})
	}
}

// A writer whose file has another mark, or another size, stores no properties with it.
func TestAFileOfAnotherWriterIsNotCompleted(t *testing.T) {
	for name, contentType := range map[string]string{"complete": "text/plain", "marked": incomplete + "; upload=00"} {
		t.Run(name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, _ int) {
				if r.op == "HEAD" {
					describe10(w, contentType)
					return
				}
				succeed(w, r)
			})
			writer, err := wire.share(t, "").Create(t.Context(), file10, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := writer.Commit(t.Context(), storage.Properties{}); err == nil || !strings.Contains(err.Error(), "another writer") {
				t.Errorf("commit: %v", err)
			}
			if err := writer.Abort(t.Context()); err != nil {
				t.Errorf("abort: %v", err)
			}
			wire.wantOps(t, "PUT, HEAD, HEAD")
		})
	}
}

// A file that stands where a directory must be is not replaced by one, and neither is a directory by a file.
func TestFilesAndDirectoriesInEachOthersPlace(t *testing.T) {
	s := open(t, emulated(t)+"/devstoreaccount1/places", azureEndpoint(t))
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	put := func(name string) error { return s.Put(t.Context(), storage.Object{Name: name, Size: 1}, []byte("x")) }
	create := func(name string) error {
		_, err := s.Create(t.Context(), storage.Object{Name: name, Size: 1}, nil)
		return err
	}
	for _, name := range []string{"file", "directory/file"} {
		if err := put(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, write := range []func(string) error{put, create} {
		for _, name := range []string{"file/below", "file/far/below", "directory"} {
			if err := write(name); storage.KindOf(err) != storage.FolderCollision {
				t.Errorf("%s: %v, want an error of kind FolderCollision", name, err)
			}
		}
	}
	if obj, err := s.Stat(t.Context(), "file"); err != nil || obj.Size != 1 {
		t.Errorf("the file is %+v, %v", obj, err)
	}
}

// created answers each request as the service answers one that created something.
type created struct{ requests int }

func (c *created) Do(r *http.Request) (*http.Response, error) {
	c.requests++
	return &http.Response{StatusCode: http.StatusCreated, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// When the move that creates a directory is cancelled, one that waits for it creates it.
func TestAWaitingMoveCreatesTheDirectory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &created{}
		client, err := share.NewClientWithNoCredential("https://account.file.core.windows.net/s",
			&share.ClientOptions{ClientOptions: policy.ClientOptions{Transport: service}})
		if err != nil {
			t.Fatal(err)
		}
		s := &Share{client: client, made: newDirectories()}
		cancelled, _ := s.made.claim("d")
		waiting := make(chan error, 1)
		go func() { waiting <- s.makeDirectory(t.Context(), "d") }()
		synctest.Wait()
		s.made.end("d", cancelled, context.Canceled)
		if err := <-waiting; err != nil || service.requests != 1 {
			t.Errorf("%d requests, %v", service.requests, err)
		}
	})
}
