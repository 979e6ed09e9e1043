package blob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// pageBlobOf is a page blob of this many chunks of 4 MiB, as it is written.
func pageBlobOf(chunks int64) storage.Object {
	return storage.Object{
		Name: "b", Size: chunks * pagesChunk,
		Props: storage.Properties{BlobType: storage.PageBlob, ContentType: "text/plain", ContentMD5: make([]byte, 16), Metadata: map[string]string{"a": "1"}},
	}
}

func chunkOf(i int) storage.Chunk {
	return storage.Chunk{Index: i, Offset: int64(i) * pagesChunk, Length: pagesChunk}
}

func TestZerosAreNotUploaded(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { w.WriteHeader(http.StatusCreated) })
	obj := pageBlobOf(3)
	obj.Props.SequenceNumber = 7
	w, err := wire.container(t, "").Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages := make([]byte, pagesChunk)
	for i, last := range []byte{0, 7, 0} {
		pages[len(pages)-1] = last
		if err := w.WriteChunk(t.Context(), chunkOf(i), pages); err != nil {
			t.Fatal(err)
		}
	}
	wire.wantOps(t, "PUT, PUT page")
	create, page := wire.requests[0], wire.requests[1]
	create.wantHeaders(t, map[string]string{
		"x-ms-blob-type": "PageBlob", "x-ms-blob-content-length": fmt.Sprint(obj.Size), "x-ms-meta-a": "1",
		"If-None-Match": "*",
	})
	number := create.header.Get("x-ms-blob-sequence-number")
	if n, err := strconv.ParseInt(number, 10, 64); err != nil || n <= 7 || n >= 1<<53 {
		t.Errorf("the blob is created with the sequence number %q", number)
	}
	if mark := create.header.Get("x-ms-blob-content-type"); !strings.HasPrefix(mark, incomplete+"; upload=") || len(mark) != len(incomplete)+9+52 {
		t.Errorf("the blob is marked %q", mark)
	}
	page.wantHeaders(t, map[string]string{"x-ms-page-write": "update", "x-ms-range": "bytes=4194304-8388607", "x-ms-if-sequence-number-eq": number})
	if page.header.Get("x-ms-content-crc64") == "" || len(page.body) != pagesChunk {
		t.Errorf("%d bytes without a checksum", len(page.body))
	}
}

// markedAs answers Get Blob Properties like a service that has the blob with the mark of this object.
func markedAs(w http.ResponseWriter, c *Container, obj storage.Object, size int64) {
	w.Header().Set("x-ms-blob-type", string(obj.Props.BlobType))
	w.Header().Set("Content-Type", c.inPlace(obj, []byte("token")).mark)
	w.Header().Set("Content-Length", itoa(int(size)))
	w.Header().Set("ETag", `"0x1"`)
	w.Header().Set("x-ms-blob-sequence-number", fmt.Sprint(sequenceOf([]byte("token"))))
}

func TestZerosOfAResumedBlobAreCleared(t *testing.T) {
	obj := pageBlobOf(2)
	var c *Container
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
		if r.op == "HEAD" {
			markedAs(w, c, obj, obj.Size)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	c = wire.container(t, "")
	w, err := c.Create(t.Context(), obj, []byte("token"))
	if err != nil {
		t.Fatal(err)
	}
	if !w.Holds(chunkOf(1)) {
		t.Error("holds nothing")
	}
	if err := w.WriteChunk(t.Context(), chunkOf(1), make([]byte, pagesChunk)); err != nil {
		t.Fatal(err)
	}
	wire.wantOps(t, "HEAD, PUT page")
	wire.requests[1].wantHeaders(t, map[string]string{"x-ms-page-write": "clear", "x-ms-range": "bytes=4194304-8388607", "x-ms-if-sequence-number-eq": fmt.Sprint(sequenceOf([]byte("token")))})
}

// A writer that is killed between its last two requests has set the final sequence number, and has not removed the mark.
func TestACommitThatWasCutOffIsResumed(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	obj, content := ofType(storage.PageBlob, 'p')
	obj.Props.SequenceNumber = 7
	w, err := c.Create(t.Context(), obj, nil)
	if err == nil {
		err = w.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, content)
	}
	if err != nil {
		t.Fatal(err)
	}
	killed, kill := context.WithCancel(t.Context())
	p.at("PUT properties", func(http.ResponseWriter, *http.Request, http.Handler) { kill() })
	if err := w.Commit(killed, obj.Props); err == nil {
		t.Fatal("it was not cut off")
	}
	again, err := c.Create(t.Context(), obj, w.Token())
	if err != nil {
		t.Fatal(err)
	}
	if chunk := (storage.Chunk{Length: obj.Size}); !again.Holds(chunk) || again.WriteChunk(t.Context(), chunk, content) != nil {
		t.Error("it holds nothing, or takes no pages")
	}
	if err := again.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	wantBlob(t, c, obj, content)
}

// With a SAS that permits only writing, the writer can't look for anything, and writes everything again.
func TestResumeWithoutTheRightToLook(t *testing.T) {
	for _, blobType := range []storage.BlobType{storage.BlockBlob, storage.PageBlob, storage.AppendBlob} {
		wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
			if strings.HasPrefix(r.op, "PUT") {
				w.WriteHeader(http.StatusCreated)
				return
			}
			refuse(w, 403, "AuthorizationPermissionMismatch")
		})
		obj := pageBlobOf(1)
		obj.Props.BlobType = blobType
		if _, err := wire.container(t, "").Create(t.Context(), obj, []byte("token")); storage.KindOf(err) != storage.NotFound {
			t.Errorf("%s: %v", blobType, err)
		}
	}
}

func TestEmptyBlobsAreOneRequest(t *testing.T) {
	for _, blobType := range []storage.BlobType{storage.BlockBlob, storage.PageBlob, storage.AppendBlob} {
		wire := newWire(t, func(w http.ResponseWriter, r request, n int) { w.WriteHeader(http.StatusCreated) })
		obj := pageBlobOf(0)
		obj.Props.BlobType = blobType
		if err := wire.container(t, "").Put(t.Context(), obj, nil); err != nil {
			t.Fatal(err)
		}
		wire.wantOps(t, "PUT")
		wire.requests[0].wantHeaders(t, map[string]string{
			"x-ms-blob-type": string(blobType), "x-ms-blob-content-type": "text/plain", "x-ms-blob-content-md5": "AAAAAAAAAAAAAAAAAAAAAA==", "x-ms-meta-a": "1",
		})
	}
}

// A write that fails half-way leaves nothing, unless another writer has replaced the blob.
func TestPutRemovesWhatItCreated(t *testing.T) {
	for _, foreign := range []bool{false, true} {
		obj := pageBlobOf(1)
		var c *Container
		mark := ""
		wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
			switch {
			case r.op == "PUT":
				mark = r.header.Get("x-ms-blob-content-type")
				w.WriteHeader(http.StatusCreated)
			case r.op == "PUT page":
				refuse(w, 409, "BlobImmutableDueToPolicy")
			case r.op == "HEAD":
				markedAs(w, c, obj, obj.Size) // by another writer
				if !foreign {
					w.Header().Set("Content-Type", mark)
				}
			case r.op == "DELETE":
				w.WriteHeader(http.StatusAccepted)
			default:
				w.WriteHeader(http.StatusCreated)
			}
		})
		c = wire.container(t, "")
		err := c.Put(t.Context(), obj, bytes.Repeat([]byte{1}, pagesChunk))
		if err == nil || !strings.Contains(err.Error(), "BlobImmutableDueToPolicy") {
			t.Errorf("error %v", err)
		}
		if foreign {
			wire.wantOps(t, "PUT, PUT page, HEAD")
			continue
		}
		wire.wantOps(t, "PUT, PUT page, HEAD, DELETE")
		wire.requests[3].wantHeaders(t, map[string]string{"If-Match": `"0x1"`})
	}
}

// Whatever request meets a blob of another type, the message is the same.
func TestAnotherTypeIsInTheWay(t *testing.T) {
	const want = "User specified blob type does not match the blob type of the existing destination blob."
	for _, blobType := range []storage.BlobType{storage.BlockBlob, storage.PageBlob, storage.AppendBlob} {
		for failing := 1; failing <= 2; failing++ {
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				if n < failing {
					w.WriteHeader(http.StatusCreated)
					return
				}
				refuse(w, 409, "InvalidBlobType")
			})
			obj := pageBlobOf(1)
			obj.Props.BlobType = blobType
			c := wire.container(t, "")
			w, err := c.Create(t.Context(), obj, nil)
			if err == nil {
				err = w.WriteChunk(t.Context(), chunkOf(0), bytes.Repeat([]byte{1}, pagesChunk))
			}
			if err == nil {
				err = w.Commit(t.Context(), obj.Props)
			}
			if storage.KindOf(err) != storage.TypeMismatch || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "InvalidBlobType") {
				t.Errorf("%s, request %d: %v", blobType, failing, err)
			}
			if err := c.Put(t.Context(), obj, nil); storage.KindOf(err) != storage.TypeMismatch {
				t.Errorf("%s, put: %v", blobType, err)
			}
		}
	}
}

func TestSizesOfBlobs(t *testing.T) {
	const mib, tib = 1 << 20, 1 << 40
	tests := []struct {
		blobType  storage.BlobType
		blockSize int64
		size      int64
		chunk     int64
		want      string
	}{
		{storage.PageBlob, 0, 0, 4 * mib, ""},
		{storage.PageBlob, 100 * mib, 512, 4 * mib, ""},
		{storage.PageBlob, 0, 8 * tib, 4 * mib, ""},
		{storage.PageBlob, 0, 8*tib + 512, 0, "File size 8796093022720 is larger than page blob maximum size 8796093022208."},
		{storage.PageBlob, 0, 513, 0, "File size 513 is invalid for page blob, must be a multiple of 512."},
		{storage.AppendBlob, 100 * mib, 1, 4 * mib, ""},
		{storage.AppendBlob, 0, 50_000 * 4 * mib, 4 * mib, ""},
		{storage.AppendBlob, 0, 50_000*4*mib + 1, 8 * mib, ""},
		{storage.AppendBlob, 0, 50_000 * 100 * mib, 100 * mib, ""},
		{storage.AppendBlob, 0, 50_000*100*mib + 1, 0, "File size 5242880000001 is larger than append blob maximum size 5242880000000."},
		{storage.BlockBlob, 0, 1, 4 * mib, ""},
		{storage.BlockBlob, 16 * mib, 1, 16 * mib, ""},
		{storage.BlockBlob, 16 * mib, 50_000*16*mib + 1, 20 * mib, ""},
		{"", 8 * mib, 1, 8 * mib, ""},
		{storage.BlockBlob, 0, 50_000 * 4000 * mib, 4000 * mib, ""},
		{storage.BlockBlob, 0, 50_000*4000*mib + 1, 0, "File size 209715200000001 is larger than block blob maximum size 209715200000000."},
	}
	c := newWire(t, answer(500, "")).container(t, "")
	for _, tt := range tests {
		got, err := c.WithBlockSize(tt.blockSize).ChunkSize(storage.Object{Size: tt.size, Props: storage.Properties{BlobType: tt.blobType}})
		if tt.want == "" && (err != nil || got != tt.chunk) {
			t.Errorf("%+v: %d, %v", tt, got, err)
		}
		if tt.want != "" && (err == nil || !strings.HasSuffix(err.Error(), tt.want)) {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

// extent is a part of a blob, in bytes.
type extent struct{ start, end int64 }

func (e extent) within(other extent) extent {
	return extent{max(e.start, other.start), min(e.end, other.end)}
}

// servePages answers Get Page Ranges and Get Blob of a page blob that is filled with its offsets' low bytes in these
// ranges. A page of the list has two ranges.
func servePages(w http.ResponseWriter, r request, filled []extent) {
	var first, last int64
	fmt.Sscanf(r.header.Get("x-ms-range")+r.header.Get("Range"), "bytes=%d-%d", &first, &last)
	asked := extent{first, last + 1}
	if r.op != "GET pagelist" {
		p := make([]byte, asked.end-asked.start)
		for _, f := range filled {
			for f = f.within(asked); f.start < f.end; f.start++ {
				p[f.start-asked.start] = byte(f.start/512) | 1
			}
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/*", first, last))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(p)
		return
	}
	var skip int
	fmt.Sscan(r.query.Get("marker"), &skip)
	io.WriteString(w, "<?xml version=\"1.0\"?><PageList>")
	listed := 0
	for _, f := range filled {
		if f = f.within(asked); f.start >= f.end {
			continue
		}
		if listed++; listed > skip && listed <= skip+2 {
			fmt.Fprintf(w, "<PageRange><Start>%d</Start><End>%d</End></PageRange>", f.start, f.end-1)
		}
	}
	if listed > skip+2 {
		fmt.Fprintf(w, "<NextMarker>%d</NextMarker>", skip+2)
	}
	io.WriteString(w, "</PageList>")
}
