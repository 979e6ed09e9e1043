package blob

import (
	"net/http"
	"testing"

	"azcopy/internal/storage"
)

// An append blob that may grow is read without a condition, and each answer shows whether it is still the same blob.
func TestAnswersOfABlobThatMayGrow(t *testing.T) {
	const made, later = "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:01 GMT"
	for _, tt := range []struct {
		name                  string
		blobType, made, total string // of the second answer; the first is AppendBlob, made, 20
		kind                  storage.Kind
	}{
		{"unchanged", "AppendBlob", made, "20", storage.Other},
		{"longer", "AppendBlob", made, "21", storage.Other},
		{"shorter", "AppendBlob", made, "19", storage.Changed},
		{"of no known length", "AppendBlob", made, "*", storage.Changed},
		{"made again", "AppendBlob", later, "20", storage.Changed},
		{"of unknown age", "AppendBlob", "", "20", storage.Changed},
		{"another type", "BlockBlob", made, "20", storage.Changed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				blobType, created, total := "AppendBlob", made, "20"
				if n == 2 {
					blobType, created, total = tt.blobType, tt.made, tt.total
				}
				w.Header().Set("x-ms-blob-type", blobType)
				if created != "" {
					w.Header().Set("x-ms-creation-time", created)
				}
				w.Header().Set("Content-Range", "bytes 0-9/"+total)
				w.WriteHeader(http.StatusPartialContent)
				w.Write(blob20[:10])
			})
			c := wire.container(t, "").WithGrowth()
			open, err := c.Open(t.Context(), storage.Object{Name: "b", Size: 20, ETag: `"1"`, Props: storage.Properties{BlobType: storage.AppendBlob}})
			if err != nil {
				t.Fatal(err)
			}
			for n := range 2 {
				err = open.ReadRange(t.Context(), make([]byte, 10), 0)
				if n == 0 && err != nil {
					t.Fatal(err)
				}
			}
			if (err != nil) != (tt.kind == storage.Changed) || storage.KindOf(err) != tt.kind {
				t.Errorf("got %v", err)
			}
			for _, r := range wire.requests {
				r.wantHeaders(t, map[string]string{"If-Match": ""})
			}
		})
	}
}
