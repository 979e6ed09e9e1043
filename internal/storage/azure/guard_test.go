package azure

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"azcopy/internal/storage"
)

// endless writes text until the connection is closed, and counts the bytes that were taken.
func endless(w io.Writer, text string, taken *atomic.Int64) {
	out := bufio.NewWriterSize(w, 64<<10)
	for {
		n, err := out.WriteString(text)
		taken.Add(int64(n))
		if err != nil {
			return
		}
	}
}

// TestBodiesWithoutEndAreBounded makes each kind of answer endless.
func TestBodiesWithoutEndAreBounded(t *testing.T) {
	const slack = 16 << 20 // in buffers on the way
	for _, tt := range []struct {
		name, method, query string
		status              int
		body                []byte
		most                int64
		want                string
	}{
		{"a page of a listing that says so", http.MethodGet, "?restype=container&comp=list", 200, nil, 0, "more than 128 MiB"},
		{"page ranges", http.MethodGet, "?comp=pagelist", 200, nil, maxDocument, "more than 32 MiB"},
		{"a block list", http.MethodGet, "?comp=blocklist", 200, nil, maxDocument, "more than 32 MiB"},
		{"a success that is not one", http.MethodGet, "", 203, nil, maxDocument, "more than 32 MiB"},
		{"a refusal", http.MethodGet, "?comp=list", 403, nil, maxErrorBody, "(403)"},
		{"a refusal of content", http.MethodGet, "", 404, nil, maxErrorBody, "(404)"},
		{"a refusal of a body", http.MethodPut, "?comp=block", 403, []byte("x"), maxErrorBody, "(403)"},
		{"a redirect", http.MethodGet, "", 307, nil, maxErrorBody, "(307)"},
		{"the answer to a body", http.MethodPut, "", 201, []byte("x"), maxErrorBody, ""},
		{"the answer to a request without a body", http.MethodPut, "?comp=metadata", 200, nil, maxErrorBody, ""},
		{"the answer to a deletion", http.MethodDelete, "", 202, nil, maxErrorBody, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var taken atomic.Int64
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				if tt.most == 0 {
					w.Header().Set("Content-Length", fmt.Sprint(maxListing+1))
				}
				w.WriteHeader(tt.status)
				endless(w, strings.Repeat("<Blob/>", 1000), &taken)
			})
			err := Classify("test", c.do(t.Context(), tt.method, tt.query, tt.body))
			if got := fmt.Sprint(err); !strings.Contains(got, tt.want) || (tt.want == "") != (err == nil) {
				t.Errorf("error %.300s, want %q", got, tt.want)
			}
			if got := taken.Load(); got > tt.most+slack {
				t.Errorf("took %d bytes", got)
			}
		})
	}
}

// TestAPageOfAListingMayBeLong reads as much as is allowed, and no more.
func TestAPageOfAListingMayBeLong(t *testing.T) {
	for more := range int64(2) {
		content := io.NopCloser(io.LimitReader(zeros{}, maxListing+more))
		n, err := io.Copy(io.Discard, bounded(&http.Response{Body: content, ContentLength: -1}, "list"))
		if n != maxListing+more || (err != nil) != (more > 0) {
			t.Errorf("%d bytes, %v", n, err)
		}
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestContentMayBeOfAnyLength reads more of a blob than any document may have.
func TestContentMayBeOfAnyLength(t *testing.T) {
	const length = maxDocument + 1<<20
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		for range length >> 20 {
			w.Write(make([]byte, 1<<20))
		}
	})
	if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil {
		t.Error(err)
	}
}

// TestRefusalsShowNoSecret makes servers repeat in every way what they were sent.
func TestRefusalsShowNoSecret(t *testing.T) {
	const signature = "c2VjcmV0+c2VjcmV0/c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0="
	key := base64.StdEncoding.EncodeToString([]byte("the key of the account, as it is"))
	quotes := map[string]func(string) string{
		"bare": func(s string) string { return s }, "encoded": url.QueryEscape,
		"twice": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"named": func(s string) string { return "sig%3D" + url.QueryEscape(s) },
		"long":  func(s string) string { return strings.Repeat("x", 270) + s }, // cut off in the message
	}
	answers := map[string]func(w http.ResponseWriter, text string){
		"message": func(w http.ResponseWriter, text string) {
			w.WriteHeader(403)
			io.WriteString(w, "<Error><Code>AuthenticationFailed</Code><Message>"+text+"</Message></Error>")
		},
		"code": func(w http.ResponseWriter, text string) { w.Header().Set("x-ms-error-code", text); w.WriteHeader(409) },
		"cut off": func(w http.ResponseWriter, text string) {
			w.WriteHeader(409)
			io.WriteString(w, "<Error><Message>"+strings.Repeat(" ", maxErrorBody+maxSecretText-40)+text)
		},
		"garbage": func(w http.ResponseWriter, text string) {
			conn, out, _ := w.(http.Hijacker).Hijack()
			out.WriteString("HTTP/1.1 " + text + "\r\n\r\n")
			out.Flush()
			conn.Close()
		},
	}
	for quote, encode := range quotes {
		for name, answer := range answers {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				answer(w, strings.Join([]string{encode(key), encode(signature), encode("authorize" + signature)}, ", "))
			}))
			transport := NewTransport(TransportOptions{})
			credential := sealed(authorization{account: "a", key: storage.Secret(key)})
			c := clientOf(t, server.URL, Endpoint{Transport: transport, Credential: credential, Retry: quick})
			link := "https://src.blob.core.windows.net/c/b?sv=1&sig=" + url.QueryEscape(signature)
			err := Classify("test", c.do(t.Context(), http.MethodPut, "", nil,
				"x-ms-copy-source", link, "Authorization", "SharedKey a:authorize"+signature))
			if text := fmt.Sprint(err); err == nil || strings.Contains(text, key[:10]) || strings.Contains(text, "c2VjcmV0") {
				t.Errorf("%s %s: %v", name, quote, err)
			}
			transport.Close()
			server.Close()
		}
	}
}

// TestHeadersWithoutEndAreBounded makes a server send one header after another.
func TestHeadersWithoutEndAreBounded(t *testing.T) {
	const slack = 16 << 20 // in buffers on the way
	var taken, requests atomic.Int64
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		conn, _, _ := w.(http.Hijacker).Hijack()
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		endless(conn, strings.Repeat("x-ms-meta-a: b\r\n", 1000), &taken)
	})
	err := Classify("test", c.do(t.Context(), http.MethodGet, "", nil))
	if storage.KindOf(err) != storage.Unreachable || !strings.Contains(err.Error(), "more than 1 MiB of headers") {
		t.Errorf("error %.300v", err)
	}
	if requests.Load() != 1 || taken.Load() > maxHeaders+slack {
		t.Errorf("took %d bytes in %d requests", taken.Load(), requests.Load())
	}
}

// TestGarbageThatQuotesASecretIsStillGarbage makes a host that was reached answer with something that is not HTTP and has
// the request's signature in it. Only its text is cleaned: it must not pass for a host that is gone, which would end the
// run.
func TestGarbageThatQuotesASecretIsStillGarbage(t *testing.T) {
	const signature = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0="
	var requests atomic.Int64
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		conn, _, _ := w.(http.Hijacker).Hijack()
		io.WriteString(conn, "sig="+signature+"\r\n\r\n")
		conn.Close()
	})
	err := Classify("test", c.do(t.Context(), http.MethodGet, "?sv=1&sig="+url.QueryEscape(signature), nil))
	if text := fmt.Sprint(err); storage.KindOf(err) != storage.Unreachable || !strings.Contains(text, "does not answer in HTTP") || strings.Contains(text, "c2VjcmV0") {
		t.Errorf("error %s of kind %v", text, storage.KindOf(err))
	}
	if got := requests.Load(); got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
}
