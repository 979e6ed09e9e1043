package blob

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"azcopy/internal/storage"
)

// alter changes the body of a request on its way.
func alter(with func(body []byte) []byte) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		body = with(body)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		next.ServeHTTP(w, r)
	}
}

func flipBit(body []byte) []byte {
	body[len(body)/2] ^= 1
	return body
}

// TestAFlippedBitIsSentAgain flips a bit of the first try of each request that has a body.
func TestAFlippedBitIsSentAgain(t *testing.T) {
	// The last bit of a block's number: the list then has the first block twice.
	otherBlock := func(body []byte) []byte { return bytes.Replace(body, []byte("AAE="), []byte("AAA="), 1) }
	for _, tt := range []struct {
		name     string
		blobType storage.BlobType
		op       string
		alter    func(body []byte) []byte
		put      bool
	}{
		{"Put Blob", storage.BlockBlob, "PUT", flipBit, true},
		{"Put Block", storage.BlockBlob, "PUT block", flipBit, false},
		{"Put Block List", storage.BlockBlob, "PUT blocklist", otherBlock, false},
		{"Put Page", storage.PageBlob, "PUT page", flipBit, false},
		{"Append Block", storage.AppendBlob, "PUT appendblock", flipBit, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newProxy(t)
			c := p.container(t)
			p.at(tt.op, alter(tt.alter))
			obj, content := ofType(tt.blobType, 'n')
			content[0] = 'N' // so that the blocks are different
			if tt.put {
				obj.Props.ContentMD5 = nil
				if err := c.Put(t.Context(), obj, content); err != nil {
					t.Fatal(err)
				}
			} else {
				writeInHalves(t, c, obj, content)
			}
			wantBlob(t, c, obj, content)
			if p.do != nil {
				t.Error("no request was altered")
			}
		})
	}
}

func writeInHalves(t *testing.T, c *Container, obj storage.Object, content []byte) {
	t.Helper()
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	if w, ok := w.(*blockWriter); ok {
		w.blocks = 2
	}
	half := obj.Size / 2
	for i, off := range []int64{0, half} {
		if err := w.WriteChunk(t.Context(), storage.Chunk{Index: i, Offset: off, Length: half}, content[off:off+half]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
}

// TestEveryBodyHasAChecksum looks at the requests of all operations. The service refuses one that has two.
func TestEveryBodyHasAChecksum(t *testing.T) {
	for _, op := range operations {
		wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
		if err := op.run(t, wire.container(t, "")); err != nil {
			t.Fatal(err)
		}
		for _, r := range wire.requests {
			if sums := len(r.header["Content-Md5"]) + len(r.header["X-Ms-Content-Crc64"]); len(r.body) > 0 && sums != 1 {
				t.Errorf("%s sends a body with %d checksums: %s", op.name, sums, r.op)
			}
		}
	}
}
