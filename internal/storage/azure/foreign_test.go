package azure

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// TestAnswersOfSomethingElse has answers in place of the service's, as a firewall or the sign-in page of a network gives
// them: none is taken for content, for a missing blob, or for a refusal of the key.
func TestAnswersOfSomethingElse(t *testing.T) {
	const page = "<html><body>Please sign in</body></html>"
	tests := []struct {
		name      string
		status    int
		header    []string
		wantKind  storage.Kind
		wantTries int
		want      []string
	}{
		{"a page", 200, []string{"Server", "Guard/1.0"}, storage.Unreachable, 1, []string{"(200) OK.", "not from Azure Storage", "(Server: Guard/1.0)", "sign-in"}},
		{"a page that names no server", 200, nil, storage.Unreachable, 1, []string{"something else answered; check"}},
		{"created, it says", 201, nil, storage.Unreachable, 1, []string{"(201) Created.", "not from Azure Storage"}},
		{"a redirect", 302, []string{"Location", "https://name:topsecret@portal.example/sign-in?back=topsecret#topsecret"}, storage.Unreachable, 1,
			[]string{"(302) Found.", "which redirects to https://portal.example/sign-in;"}},
		{"a redirect that keeps the method", 307, []string{"Location", "/elsewhere"}, storage.Unreachable, 1, []string{"which redirects to /elsewhere"}},
		{"not found", 404, nil, storage.Unreachable, 1, []string{"(404) Not Found.", "not from Azure Storage"}},
		{"forbidden", 403, nil, storage.Unreachable, 1, []string{"(403) Forbidden.", "not from Azure Storage"}},
		{"http to a port of https", 400, nil, storage.Unreachable, 1, []string{"(400) Bad Request.", "https://"}},
		{"a proxy that asks for a password", 407, nil, storage.Unreachable, 1, []string{"(407)", "name and a password", "HTTP_PROXY"}},
		{"a gateway", 502, []string{"Server", "nginx"}, storage.Busy, 10, []string{"(502) Bad Gateway.", "(Server: nginx)"}},
	}
	for _, tt := range tests {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut} {
			t.Run(tt.name+", "+method, func(t *testing.T) {
				tries := 0
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					tries++
					for i := 0; i < len(tt.header); i += 2 {
						w.Header().Set(tt.header[i], tt.header[i+1])
					}
					w.WriteHeader(tt.status)
					io.WriteString(w, page)
				}))
				defer server.Close()
				transport := NewTransport(TransportOptions{})
				defer transport.Close()
				c := clientOf(t, server.URL, Endpoint{Transport: transport, Retry: quick})
				err := Classify("ask", c.do(t.Context(), method, "", nil, signed, byKey))
				if err == nil || storage.KindOf(err) != tt.wantKind || tries != tt.wantTries {
					t.Fatalf("error %v of kind %v after %d tries, want kind %v and %d tries", err, storage.KindOf(err), tries, tt.wantKind, tt.wantTries)
				}
				for _, want := range append(tt.want, "ask: The remote server returned an error: ", strings.TrimPrefix(server.URL, "http://")) {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q\ndoes not say %q", err, want)
					}
				}
				if strings.Contains(err.Error(), "topsecret") || strings.Contains(err.Error(), "<") {
					t.Errorf("%q shows too much", err)
				}
			})
		}
	}
}

// A redirect is never followed: its target would be sent the key's signature or the SAS.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		elsewhere := httptest.NewServer(versioned(func(w http.ResponseWriter, r *http.Request) {
			t.Errorf("%d: %s was sent %s", status, r.Host, r.Method)
		}))
		c := newClient(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, status) })
		if err := c.do(t.Context(), http.MethodGet, asSAS, nil, signed, byKey); err == nil {
			t.Errorf("%d: no error", status)
		}
		elsewhere.Close()
	}
}
