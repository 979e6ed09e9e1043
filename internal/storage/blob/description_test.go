package blob

import (
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// TestOddPropertiesAreNotBelieved makes Get Blob Properties answer without what every blob has, or with what none can have.
func TestOddPropertiesAreNotBelieved(t *testing.T) {
	for _, tt := range []struct{ header, value, want string }{
		{"Content-Length", "", "has no Content-Length"},
		{"Content-Length", "9223372036854775807", "is not the size of a blob"},
		{"Last-Modified", "", "has no Last-Modified"},
		{"Last-Modified", "yesterday", "is not the number, time"},
		{"Last-Modified", "Mon, 01 Jan 0001 00:00:00 GMT", "is not a time"},
		{"ETag", "", "has no ETag"},
		{"x-ms-blob-type", "", "has no x-ms-blob-type"},
		{"x-ms-blob-type", "CloudBlob", "is not a type of blob"},
		{"Content-MD5", "AAAA", "has 3 bytes"},
		{"Content-MD5", "!", "is not the number, time or MD5"},
		{"x-ms-blob-sequence-number", "-1", "is not a sequence number"},
		{"x-ms-blob-sequence-number", "topsecret", "is not the number"},
		{"x-ms-blob-committed-block-count", "99999999999", "is not the number"},
		{"x-ms-copy-completion-time", "topsecret", "is not the number, time"},
	} {
		wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) {
			if tt.value == "" {
				w.Header().Del(tt.header)
				return
			}
			w.Header().Set(tt.header, tt.value)
		})
		c := wire.container(t, "")
		_, stat := c.Stat(t.Context(), "b")
		_, copied := c.CopyStatus(t.Context(), storage.Object{Name: "b"}, "")
		for _, err := range []error{stat, copied} {
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "topsecret") {
				t.Errorf("%s %q: %v, want %q", tt.header, tt.value, err, tt.want)
			}
		}
	}
}
