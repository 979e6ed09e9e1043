package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// read reads n bytes at off of an object.
func read(t *testing.T, c *Container, obj storage.Object, n, off int64) ([]byte, error) {
	t.Helper()
	open, err := c.Open(t.Context(), obj)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	p := make([]byte, n)
	return p, open.ReadRange(t.Context(), p, off)
}

var blob20 = []byte("abcdefghijklmnopqrst")

// servePart answers Get Blob of this content.
func servePart(w http.ResponseWriter, r request, content []byte) {
	var first, last int
	fmt.Sscanf(r.header.Get("x-ms-range")+r.header.Get("Range"), "bytes=%d-%d", &first, &last)
	w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, len(content)))
	w.WriteHeader(http.StatusPartialContent)
	w.Write(content[first : last+1])
}

// serveRange answers Get Blob of blob20, but breaks off after this many bytes.
func serveRange(w http.ResponseWriter, r request, bytes int) {
	var first, last int
	fmt.Sscanf(r.header.Get("x-ms-range")+r.header.Get("Range"), "bytes=%d-%d", &first, &last)
	part := blob20[first : last+1]
	w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, len(blob20)))
	w.Header().Set("Content-Length", itoa(len(part)))
	w.WriteHeader(http.StatusPartialContent)
	w.Write(part[:min(bytes, len(part))])
}

func TestReadRangeIsOneRequest(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { serveRange(w, r, len(blob20)) })
	got, err := read(t, wire.container(t, "/vd"), storage.Object{Name: "a+b", Size: 20, ETag: `"0x1"`}, 7, 3)
	if err != nil || !bytes.Equal(got, blob20[3:10]) {
		t.Fatalf("got %q, %v", got, err)
	}
	wire.wantOps(t, "GET")
	r := wire.requests[0]
	if r.uri != "/account/c/vd%2Fa+b" {
		t.Errorf("sent to %s", r.uri)
	}
	if ranges := r.header.Get("x-ms-range") + r.header.Get("Range"); ranges != "bytes=3-9" {
		t.Errorf("asked for %s", ranges)
	}
	r.wantHeaders(t, map[string]string{"If-Match": `"0x1"`, "Accept-Encoding": ""})
}

// TestBrokenAnswerIsContinued makes the server break off again and again, each time after some bytes.
func TestBrokenAnswerIsContinued(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { serveRange(w, r, 2) })
	got, err := read(t, wire.container(t, ""), storage.Object{Name: "b", Size: 20, ETag: `"1"`}, 20, 0)
	if err != nil || !bytes.Equal(got, blob20) {
		t.Fatalf("got %q, %v", got, err)
	}
	if len(wire.requests) != 10 {
		t.Errorf("%d requests for 20 bytes, 2 bytes each", len(wire.requests))
	}
	for i, r := range wire.requests {
		if got, want := r.header.Get("x-ms-range")+r.header.Get("Range"), fmt.Sprintf("bytes=%d-19", 2*i); got != want {
			t.Errorf("request %d asked for %s, want %s", i, got, want)
		}
		r.wantHeaders(t, map[string]string{"If-Match": `"1"`})
	}
}

func TestReadRangeFails(t *testing.T) {
	tests := []struct {
		name     string
		off      int64
		answer   func(w http.ResponseWriter, r request, n int)
		kind     storage.Kind
		requests int
		want     string
	}{
		{"changed since", 0, answer(412, "ConditionNotMet"), storage.Changed, 1, "ConditionNotMet"},
		{"shorter now", 0, answer(416, "InvalidRange"), storage.Changed, 1, "InvalidRange"},
		{"gone since", 0, answer(404, "BlobNotFound"), storage.NotFound, 1, "BlobNotFound"},
		{"changed while it was read", 0, func(w http.ResponseWriter, r request, n int) {
			if n == 1 {
				serveRange(w, r, 5)
				return
			}
			refuse(w, 412, "ConditionNotMet")
		}, storage.Changed, 2, "read 5 bytes at 5"},
		{"breaks off before the first byte", 0, func(w http.ResponseWriter, r request, n int) { serveRange(w, r, 0) },
			storage.Unreachable, 10, "broke"},
		{"less than asked for, in good order", 0, func(w http.ResponseWriter, r request, n int) {
			w.Header().Set("Content-Range", "bytes 0-3/20")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(blob20[:4])
		}, storage.Other, 1, `was sent the range "bytes 0-3/20"`},
		{"fewer bytes than the range has", 0, part("bytes 0-9/20", blob20[:4]), storage.Other, 1, "was sent 4"},
		{"no byte, without a length", 0, part("bytes 0-9/20", nil, chunked), storage.Unreachable, 10, "broke off"},
		{"more bytes than the range has", 0, part("bytes 0-9/20", blob20), storage.Other, 1, "was sent 20"},
		{"more bytes, without a length", 0, part("bytes 0-9/20", blob20, chunked), storage.Other, 1, "was sent more"},
		{"a range that starts as it should", 0, part("bytes 0-19/20", blob20), storage.Other, 1, `was sent the range "bytes 0-19/20"`},
		{"of a blob of another size", 0, part("bytes 0-9/21", content10), storage.Other, 1, `was sent the range "bytes 0-9/21"`},
		{"a range in other units", 0, part("pages 0-9/20", content10), storage.Other, 1, `was sent the range "pages 0-9/20"`},
		{"a range near the end of numbers", 5, part("bytes 5-9223372036854775807/9223372036854775807", content10), storage.Other, 1, "was sent the range"},
		{"of another state of the blob", 0, part("bytes 0-9/20", content10, another), storage.Changed, 1, "Source might be changed"},
		{"a whole blob of another size", 0, part("", content10), storage.Other, 1, "nor the whole blob"},
		{"a whole blob of no known size", 0, part("", blob20, chunked), storage.Other, 1, "nor the whole blob"},
		{"another range", 5, func(w http.ResponseWriter, r request, n int) {
			w.Header().Set("Content-Range", "bytes 50-59/200")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content10)
		}, storage.Other, 1, `"bytes 50-59/200"`},
		{"the whole blob instead of a range", 5, func(w http.ResponseWriter, r request, n int) { w.Write(blob20) }, storage.Other, 1, "from 5 on"},
		{"not modified, which nobody asked for", 0, answer(304, ""), storage.Other, 1, "nor the whole blob"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, tt.answer)
			got, err := read(t, wire.container(t, ""), storage.Object{Name: "b", Size: 20, ETag: `"1"`}, 10, tt.off)
			if err == nil {
				t.Fatalf("read %q", got)
			}
			if storage.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v of kind %v; want %q and kind %v", err, storage.KindOf(err), tt.want, tt.kind)
			}
			if len(wire.requests) != tt.requests {
				t.Errorf("%d requests, want %d", len(wire.requests), tt.requests)
			}
		})
	}
}

// part answers with these bytes as this range, or as the whole blob.
func part(contentRange string, body []byte, odd ...func(http.ResponseWriter)) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, _ int) {
		if contentRange != "" {
			w.Header().Set("Content-Range", contentRange)
		}
		for _, set := range odd {
			set(w)
		}
		if contentRange != "" {
			w.WriteHeader(http.StatusPartialContent)
		}
		w.Write(body)
	}
}

// chunked leaves out the Content-Length.
func chunked(w http.ResponseWriter) { w.Header().Set("Transfer-Encoding", "chunked") }

// another is the ETag of the blob in another state.
func another(w http.ResponseWriter) { w.Header().Set("ETag", `"2"`) }

func TestTheWholeBlobWillDoForARangeAtItsBeginning(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { w.Write(blob20) })
	got, err := read(t, wire.container(t, ""), storage.Object{Name: "b", Size: 20, ETag: `"1"`}, 10, 0)
	if err != nil || !bytes.Equal(got, blob20[:10]) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReadRangeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
		time.AfterFunc(50*time.Millisecond, cancel) // in the pause after this try
		serveRange(w, r, 0)
	})
	transport := azure.NewTransport(azure.TransportOptions{})
	defer transport.Close()
	c := open(t, wire.url+"/c", azure.Endpoint{Transport: transport, Retry: azure.RetryOptions{Delay: time.Hour, MaxDelay: time.Hour}})
	content, err := c.Open(t.Context(), storage.Object{Name: "b", Size: 20, ETag: `"1"`})
	if err != nil {
		t.Fatal(err)
	}
	if err := content.ReadRange(ctx, make([]byte, 10), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	wire.wantOps(t, "GET")
}
