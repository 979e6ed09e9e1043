package blob

import (
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// No object can have a name that the service refuses; any other refusal is an error.
func TestStatOfAnImpossibleName(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		code   string
		want   storage.Kind
	}{
		{"abcdef.\x008", http.StatusBadRequest, "InvalidUri", storage.NotFound},
		{"tab\t", http.StatusBadRequest, "InvalidUri", storage.NotFound},
		{strings.Repeat("x", 1025), http.StatusBadRequest, "OutOfRangeInput", storage.NotFound},
		{strings.Repeat("d/", 254), http.StatusBadRequest, "InvalidResourceName", storage.NotFound},
		{"no code\x01", http.StatusBadRequest, "", storage.NotFound},
		{"private \uf003", http.StatusBadRequest, "", storage.NotFound},
		{"surrogate \xed\xa0\x80", http.StatusBadRequest, "", storage.NotFound},
		{"none \ufffe", http.StatusBadRequest, "", storage.NotFound},
		{"plain ü", http.StatusBadRequest, "", storage.Other},
		{"plain", http.StatusBadRequest, "InvalidQueryParameterValue", storage.Other},
		{"tab\t", http.StatusBadRequest, "InvalidHeaderValue", storage.Other},
		{"tab\t", http.StatusForbidden, "", storage.Denied},
		{"plain", http.StatusNotFound, "BlobNotFound", storage.NotFound},
	} {
		c := newWire(t, answer(tt.status, tt.code)).container(t, "")
		if _, err := c.Stat(t.Context(), tt.name); storage.KindOf(err) != tt.want {
			t.Errorf("%.20q, %d %s: kind %v, want %v: %v", tt.name, tt.status, tt.code, storage.KindOf(err), tt.want, err)
		}
	}
}
