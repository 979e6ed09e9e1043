package blob

import (
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// TestWhatCannotBeSentIsNotTried has properties that no request can carry. Each fails before anything is sent, and is named.
func TestWhatCannotBeSentIsNotTried(t *testing.T) {
	for _, tt := range []struct {
		name  string
		props storage.Properties
		want  string
	}{
		{"content type", storage.Properties{ContentType: "text/plain\nx"}, `the content type, "text/plain\nx", contains a control character`},
		{"content encoding", storage.Properties{ContentEncoding: "g\rzip"}, "the content encoding, "},
		{"content language", storage.Properties{ContentLanguage: "d\x00e"}, "the content language, "},
		{"content disposition", storage.Properties{ContentDisposition: "a\x7f"}, "the content disposition, "},
		{"cache control", storage.Properties{CacheControl: "no\r\n"}, "the cache control, "},
		{"metadata", storage.Properties{Metadata: map[string]string{"note": "two\nlines"}}, `the metadata note, "two\nlines", contains`},
		{"name of metadata", storage.Properties{Metadata: map[string]string{"größe": "1"}}, `the metadata name "größe" can't be sent`},
		{"name with a blank", storage.Properties{Metadata: map[string]string{"a b": "1"}}, `the metadata name "a b" can't be sent`},
		{"empty name", storage.Properties{Metadata: map[string]string{"": "1"}}, `the metadata name "" can't be sent`},
	} {
		for _, blobType := range []storage.BlobType{storage.BlockBlob, storage.PageBlob, storage.AppendBlob} {
			t.Run(tt.name+"/"+string(blobType), func(t *testing.T) {
				wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
				c := wire.container(t, "")
				tt.props.BlobType = blobType
				obj := storage.Object{Name: "b", Size: 512, Props: tt.props}
				if err := c.Put(t.Context(), obj, make([]byte, 512)); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("put: %v", err)
				}
				if _, err := c.Create(t.Context(), obj, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("create: %v", err)
				}
				wire.wantOps(t, "")
			})
		}
	}
}

// What the service may accept is left to it.
func TestWhatCanBeSentIsTried(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
	obj := storage.Object{Name: "b", Size: 1, Props: storage.Properties{
		ContentType: "text/plain; charset=utf-8", ContentDisposition: `attachment; filename="ü.txt"`, Metadata: map[string]string{"a_1": "with\ttab", "B": ""},
	}}
	if err := wire.container(t, "").Put(t.Context(), obj, []byte("x")); err != nil {
		t.Error(err)
	}
	wire.wantOps(t, "PUT")
}
