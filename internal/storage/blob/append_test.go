package blob

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// appended is a service's append blob, reached over a wire that can lose answers.
type appended struct {
	content   []byte
	lose      int // the number of the Append Block that is carried out, but not answered
	interfere func(a *appended)
	appends   int
	mark      string // the content type
}

func (a *appended) serve(w http.ResponseWriter, r request, _ int) {
	switch {
	case r.op == "HEAD":
		w.Header().Set("x-ms-blob-type", "AppendBlob")
		w.Header().Set("Content-Length", itoa(len(a.content)))
		w.Header().Set("ETag", `"2"`)
		w.Header().Set("Content-Type", a.mark)
	case r.op == "GET":
		servePart(w, r, a.content)
	case r.op == "PUT appendblock":
		a.append(w, r)
	default:
		a.mark = r.header.Get("x-ms-blob-content-type")
		w.WriteHeader(http.StatusCreated)
	}
}

func (a *appended) append(w http.ResponseWriter, r request) {
	a.appends++
	if r.header.Get("x-ms-blob-condition-appendpos") != itoa(len(a.content)) {
		refuse(w, 412, "AppendPositionConditionNotMet")
		return
	}
	a.content = append(a.content, r.body...)
	if a.appends == a.lose {
		if a.interfere != nil {
			a.interfere(a)
		}
		hangUp(w)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// TestLostAnswersOfAppendBlock makes the retry find a blob that is longer than expected.
func TestLostAnswersOfAppendBlock(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), pagesChunk/8) // two chunks
	tests := []struct {
		name      string
		lose      int
		interfere func(a *appended)
		kind      storage.Kind
		want      string
	}{
		{"none", 0, nil, storage.Other, ""},
		{"first", 1, nil, storage.Other, ""},
		{"second", 2, nil, storage.Other, ""},
		{"other bytes", 2, func(a *appended) { a.content[pagesChunk+2<<20] = 'x' }, storage.Changed, "other bytes"},
		{"cut", 2, func(a *appended) { a.content = a.content[:pagesChunk+1] }, storage.Changed, "the blob has 4194305 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := &appended{lose: tt.lose, interfere: tt.interfere}
			c := newWire(t, a.serve).container(t, "")
			obj := pageBlobOf(2)
			obj.Props.BlobType = storage.AppendBlob
			w, err := c.Create(t.Context(), obj, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 2 {
				if err == nil {
					err = w.WriteChunk(t.Context(), chunkOf(i), data[i*pagesChunk:(i+1)*pagesChunk])
				}
			}
			if tt.kind == storage.Other {
				if err != nil || !bytes.Equal(a.content, data) {
					t.Errorf("wrote %d bytes, %v", len(a.content), err)
				}
			} else if storage.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if want := 2 + min(tt.lose, 1); a.appends != want {
				t.Errorf("%d requests to append, want %d", a.appends, want)
			}
		})
	}
}

// When somebody else appends at the same time, that is reported, and no loss is hidden.
func TestSomebodyElseAppends(t *testing.T) {
	a := &appended{}
	c := newWire(t, a.serve).container(t, "")
	obj := pageBlobOf(1)
	obj.Props.BlobType = storage.AppendBlob
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.content = []byte("not ours")
	if err := w.WriteChunk(t.Context(), chunkOf(0), make([]byte, pagesChunk)); storage.KindOf(err) != storage.Changed {
		t.Errorf("error %v", err)
	}
}
