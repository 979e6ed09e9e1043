package blob

import (
	"io"
	"net/http"
	"testing"
	"time"

	"azcopy/internal/storage"
)

const madeAt, madeLater = "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:01 GMT"

// logged answers with the first 10 bytes of an append blob; headers that are empty are left out.
func logged(w http.ResponseWriter, headers map[string]string) {
	for name, value := range headers {
		if value != "" {
			w.Header()[http.CanonicalHeaderKey(name)] = []string{value}
		} else {
			w.Header().Del(name)
		}
	}
	w.WriteHeader(http.StatusPartialContent)
	w.Write(blob20[:10])
}

// An append blob that may grow is read without a condition, and each answer shows whether it is still the blob that was
// listed, or has grown since.
func TestAnswersOfABlobThatMayGrow(t *testing.T) {
	made, err := http.ParseTime(madeAt)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name                        string
		listed                      time.Time
		etag, blobType, made, total string // of the answer
		kind                        storage.Kind
	}{
		{"unchanged", made, "1", "AppendBlob", madeAt, "20", storage.Other},
		{"longer", made, "2", "AppendBlob", madeAt, "21", storage.Other},
		{"shorter", made, "2", "AppendBlob", madeAt, "19", storage.Changed},
		{"of no known length", made, "2", "AppendBlob", madeAt, "*", storage.Changed},
		{"made again", made, "2", "AppendBlob", madeLater, "20", storage.Changed},
		{"created again, longer", made, "2", "AppendBlob", madeLater, "99", storage.Changed},
		{"another type", made, "2", "BlockBlob", madeAt, "20", storage.Changed},
		{"of unknown age", made, "2", "AppendBlob", "", "20", storage.Changed},
		{"of unknown age, without an ETag", made, "", "AppendBlob", "", "20", storage.Changed},
		{"of unknown age, unchanged", made, "1", "AppendBlob", "", "20", storage.Other},
		{"listed without its age, and changed", time.Time{}, "2", "AppendBlob", madeAt, "21", storage.Changed},
		{"listed without its age, and unchanged", time.Time{}, "1", "AppendBlob", madeAt, "20", storage.Other},
		{"of no age at all, and changed", time.Time{}, "2", "AppendBlob", "", "21", storage.Changed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				etag := tt.etag
				if etag != "" {
					etag = `"` + etag + `"`
				}
				logged(w, map[string]string{
					"ETag": etag, "x-ms-blob-type": tt.blobType, "x-ms-creation-time": tt.made, "Content-Range": "bytes 0-9/" + tt.total,
				})
			})
			c := wire.container(t, "").WithGrowth()
			open, err := c.Open(t.Context(), storage.Object{
				Name: "b", Size: 20, ETag: `"1"`, Created: tt.listed, Props: storage.Properties{BlobType: storage.AppendBlob},
			})
			if err != nil {
				t.Fatal(err)
			}
			err = open.ReadRange(t.Context(), make([]byte, 10), 0)
			if (err != nil) != (tt.kind == storage.Changed) || storage.KindOf(err) != tt.kind {
				t.Errorf("got %v", err)
			}
			for _, r := range wire.requests {
				r.wantHeaders(t, map[string]string{"If-Match": ""})
			}
		})
	}
}

// The time of creation is kept only with WithGrowth, for append blobs, and only if it is a time.
func TestWhenABlobWasCreated(t *testing.T) {
	blob := func(blobType, created string) string {
		return "<Blob><Name>b</Name><Properties>" + created + aSize + aTime + aTag + "<BlobType>" + blobType + "</BlobType></Properties></Blob>"
	}
	const created = "<Creation-Time>" + madeAt + "</Creation-Time>"
	for _, tt := range []struct {
		name, blobType, created, header string
		grows, known                    bool
	}{
		{"may grow", "AppendBlob", created, madeAt, true, true},
		{"without the option", "AppendBlob", created, madeAt, false, false},
		{"a block blob", "BlockBlob", created, madeAt, true, false},
		{"not given", "AppendBlob", "", "", true, false},
		{"twice", "AppendBlob", created + created, "", true, false},
		{"no time", "AppendBlob", "<Creation-Time>yesterday</Creation-Time>", "", true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, _ int) {
				if r.op == "GET list" {
					io.WriteString(w, pageOf("", blob(tt.blobType, tt.created)))
					return
				}
				w.Header().Set("x-ms-blob-type", tt.blobType)
				if tt.header != "" {
					w.Header().Set("x-ms-creation-time", tt.header)
				}
			})
			c := wire.container(t, "")
			if tt.grows {
				c = c.WithGrowth()
			}
			got := listObjects(t, c, storage.Query{Recursive: true})
			obj, err := c.Stat(t.Context(), "b")
			if err != nil || len(got) != 1 {
				t.Fatalf("listed %+v, %v", got, err)
			}
			for _, obj := range append(got, obj) {
				if known := obj.Created.UTC().Format(http.TimeFormat) == madeAt; known != tt.known || !known && !obj.Created.IsZero() {
					t.Errorf("made %v", obj.Created)
				}
			}
		})
	}
}
