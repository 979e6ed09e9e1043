package azure

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAHeaderThatCannotBeSentIsNotTried has headers that net/http refuses, and counts what arrives and how often it is tried.
func TestAHeaderThatCannotBeSentIsNotTried(t *testing.T) {
	arrived := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived++ }))
	defer server.Close()
	transport := NewTransport(TransportOptions{})
	defer transport.Close()
	for name, tt := range map[string]struct{ value, want string }{
		"x-ms-meta-größe": {"1", "its name has characters that are not allowed in a header"},
		"x-ms-meta-note":  {"two\nlines", "its value contains a control character"},
		"x-ms-meta-text":  {"ü\tis left to the service", ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header[name] = []string{tt.value}
		resp, err := transport.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		if (err == nil) != (tt.want == "") || err != nil && (!isPermanent(err) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if arrived != 1 {
		t.Errorf("%d requests arrived, want 1", arrived)
	}
}
