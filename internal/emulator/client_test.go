package emulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
)

// client sends requests of the development account as they are written, only signed, so that no library hides what a
// server is asked and what it answers.
type client struct {
	endpoint string // with the account, without a slash at its end
	http     *http.Client
}

// answer is what a server answered, read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// serve serves an emulator and returns a client of its Blob service.
func serve(t *testing.T, options ...emulator.Option) client {
	t.Helper()
	blobs, _ := serveBoth(t, options...)
	return blobs
}

// serveBoth serves an emulator and returns a client of each of its services.
func serveBoth(t *testing.T, options ...emulator.Option) (blobs, files client) {
	t.Helper()
	em, err := emulator.Open(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	b, f := httptest.NewUnstartedServer(em.Blob()), httptest.NewUnstartedServer(em.File())
	em.Bind(b.Listener.Addr().String(), f.Listener.Addr().String())
	b.Start()
	f.Start()
	t.Cleanup(func() {
		b.Close()
		f.Close()
		if err := em.Close(); err != nil {
			t.Error(err)
		}
	})
	return newClient(t, b.URL), newClient(t, f.URL)
}

// newClient returns a client of the Blob service at this address. It leaves a body as it is, whatever Content-Encoding
// says.
func newClient(t *testing.T, server string) client {
	t.Helper()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return client{server + "/" + auth.DevelopmentAccount, &http.Client{Transport: transport}}
}

// unsigned is the value of Authorization that keeps a request from being signed.
const unsigned = "none"

// request returns a signed request for "/container/blob?query". Headers are pairs of a name and a value; a body whose
// type does not reveal its length needs "Content-Length" among them.
func (c client) request(t *testing.T, method, target string, body io.Reader, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.endpoint+target, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("x-ms-date", time.Now().UTC().Format(http.TimeFormat))
	r.Header.Set("x-ms-version", "2021-12-02")
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Content-Length" {
			if r.ContentLength, err = strconv.ParseInt(headers[i+1], 10, 64); err != nil {
				t.Fatal(err)
			}
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	if r.Header.Get("Authorization") == unsigned {
		r.Header.Del("Authorization")
	} else if r.Header.Get("Authorization") == "" && !r.URL.Query().Has("sig") {
		r.Header.Set("Authorization", "SharedKey "+auth.DevelopmentAccount+":"+signRequest(t, r))
	}
	return r
}

// do sends a request and returns the answer.
func (c client) do(t *testing.T, method, target, body string, headers ...string) answer {
	t.Helper()
	got, err := c.try(t, method, target, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// try is do for a request that may get no answer.
func (c client) try(t *testing.T, method, target, body string, headers ...string) (answer, error) {
	t.Helper()
	response, err := c.http.Do(c.request(t, method, target, strings.NewReader(body), headers...))
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(all)}, err
}

// must is do for a request that must be answered with this status.
func (c client) must(t *testing.T, status int, method, target, body string, headers ...string) answer {
	t.Helper()
	got := c.do(t, method, target, body, headers...)
	if got.status != status {
		t.Fatalf("%s %s is answered with %d %s, want %d", method, target, got.status, got.body, status)
	}
	return got
}

// signRequest signs a request with the development account's key: see
// https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.
func signRequest(t *testing.T, r *http.Request) string {
	t.Helper()
	length := ""
	if r.ContentLength > 0 {
		length = strconv.FormatInt(r.ContentLength, 10)
	}
	text := r.Method + "\n"
	for _, name := range []string{
		"Content-Encoding", "Content-Language", "", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match",
		"If-None-Match", "If-Unmodified-Since", "Range",
	} {
		value := length
		if name != "" {
			value = r.Header.Get(name)
		}
		text += value + "\n"
	}
	signed := make(map[string]string)
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-ms-") {
			signed[lower] = strings.TrimSpace(r.Header.Get(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(signed)) {
		text += name + ":" + signed[name] + "\n"
	}
	text += "/" + auth.DevelopmentAccount + r.URL.EscapedPath()
	query := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		text += "\n" + strings.ToLower(name) + ":" + strings.Join(slices.Sorted(slices.Values(query[name])), ",")
	}
	return signText(t, text)
}

func signText(t *testing.T, text string) string {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(auth.DevelopmentKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// blockID returns an ID as it stands in a query.
func blockID(id string) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(id)))
}

// blockList returns the document for Put Block List.
func blockList(ids ...string) string {
	document := "<BlockList>"
	for _, id := range ids {
		document += "<Latest>" + base64.StdEncoding.EncodeToString([]byte(id)) + "</Latest>"
	}
	return document + "</BlockList>"
}
