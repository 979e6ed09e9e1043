package azure

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
)

// quick has retries without waiting.
var quick = RetryOptions{Delay: time.Millisecond, MaxDelay: 2 * time.Millisecond}

// client sends requests as the SDK's clients do.
type client struct {
	t        *testing.T
	url      string
	pipeline runtime.Pipeline
}

// newClient returns a client of a handler that is served on a real socket.
func newClient(t *testing.T, h http.HandlerFunc) *client {
	t.Helper()
	server := httptest.NewServer(versioned(h))
	t.Cleanup(server.Close)
	transport := NewTransport(TransportOptions{})
	t.Cleanup(transport.Close)
	return clientOf(t, server.URL, Endpoint{Transport: transport, Retry: quick})
}

// versioned makes a handler answer like the service, which sends its version.
func versioned(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("x-ms-version", "2015-02-21")
		h(w, r)
	}
}

func clientOf(t *testing.T, url string, e Endpoint) *client {
	t.Helper()
	options := e.ClientOptions()
	return &client{t: t, url: url, pipeline: runtime.NewPipeline("test", "v1", runtime.PipelineOptions{}, &options)}
}

// do sends a request and returns the error that a client of the SDK would.
func (c *client) do(ctx context.Context, method, query string, body []byte, header ...string) error {
	c.t.Helper()
	req := c.request(ctx, method, query, body)
	for i := 0; i < len(header); i += 2 {
		req.Raw().Header.Set(header[i], header[i+1])
	}
	resp, err := c.pipeline.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return runtime.NewResponseError(resp)
	}
	_, err = runtime.Payload(resp)
	return err
}

func (c *client) request(ctx context.Context, method, query string, body []byte) *policy.Request {
	c.t.Helper()
	req, err := runtime.NewRequest(ctx, method, c.url+"/c/b"+query)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		if err := req.SetBody(streaming.NopCloser(bytes.NewReader(body)), "application/octet-stream"); err != nil {
			c.t.Fatal(err)
		}
	}
	return req
}

func TestSASReachesTheWireAsGiven(t *testing.T) {
	// Encodings that differ from those that net/url would choose, in an order that it would sort.
	const sas = "sv=2015-02-21&sr=c&si=a+b%20c&sig=a%2bB%2F%3D=/~*'()!&st=2015-01-01T00:00:00Z&se=2099-01-01T00%3a00%3A00Z&sp=rwl"
	tests := []struct{ url, query, want string }{
		{product + "?" + sas, "", "/c/b?" + sas},
		{product + "?" + sas, "?comp=block&blockid=QQ%3D%3D", "/c/b?comp=block&blockid=QQ%3D%3D&" + sas},
	}
	for _, tt := range tests {
		var got []string
		c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			got = append(got, r.RequestURI)
			if len(got) == 1 {
				w.WriteHeader(http.StatusServiceUnavailable) // so that the second try is checked as well
			}
		})
		at := parse(t, tt.url)
		credential, err := NewCredential(at, "", "")
		if err != nil {
			t.Fatal(err)
		}
		c = clientOf(t, c.url, Endpoint{At: at, Credential: credential, Transport: NewTransport(TransportOptions{}), Retry: quick})
		if err := c.do(t.Context(), http.MethodGet, tt.query, nil); err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0] != tt.want || got[1] != tt.want {
			t.Errorf("sent %s\nwant %s twice", strings.Join(got, "\n     "), tt.want)
		}
	}
}

func TestContainerURL(t *testing.T) {
	tests := []struct{ url, want string }{
		{product + "/vd?sig=x", product},
		{"https://a-secondary.blob.core.windows.net/$root", "https://a-secondary.blob.core.windows.net/$root"},
		{emulated + "/vd/", emulated},
	}
	for _, tt := range tests {
		if got := (Endpoint{At: parse(t, tt.url)}).ContainerURL(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.url, got, tt.want)
		}
	}
}

// quiet keeps the servers' complaints about intended faults out of the tests' output.
var quiet = log.New(io.Discard, "", 0)
