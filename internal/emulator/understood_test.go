package emulator_test

import (
	"bytes"
	"encoding/base64"
	"hash/crc64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/structured"
)

// boxed returns a client of an emulator with a container "box" that has the block blob "b" and the page blob "p".
func boxed(t *testing.T) client {
	t.Helper()
	c := serve(t)
	c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "")
	c.must(t, http.StatusCreated, http.MethodPut, "/box/b", "before", "x-ms-blob-type", "BlockBlob")
	c.must(t, http.StatusCreated, http.MethodPut, "/box/p", "", "x-ms-blob-type", "PageBlob", "x-ms-blob-content-length", "512")
	return c
}

// TestWhatIsNotUnderstoodIsRefused has, for each kind of request, what would change the content or the answer and is not
// emulated. It is refused by its name, and nothing changes.
func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	c := boxed(t)
	for _, row := range []struct {
		method, target, body string
		headers              []string
		status               int
		code, names          string // and what the refusal names
	}{
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-structured-body", "XSM/2.0"}, 400, "InvalidHeaderValue", "x-ms-structured-body"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-encryption-key", "a"}, 400, "UnsupportedHeader", "x-ms-encryption-key"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-encryption-scope", "a"}, 400, "UnsupportedHeader", "x-ms-encryption-scope"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-tags", "a=b"}, 400, "UnsupportedHeader", "x-ms-tags"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-if-tags", "a=b"}, 400, "UnsupportedHeader", "x-ms-if-tags"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-access-tier", "Cool"}, 400, "UnsupportedHeader", "x-ms-access-tier"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-legal-hold", "true"}, 400, "UnsupportedHeader", "x-ms-legal-hold"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-immutability-policy-mode", "Locked"}, 400, "UnsupportedHeader", "x-ms-immutability-policy-mode"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-range", "bytes=0-2"}, 400, "UnsupportedHeader", "x-ms-range"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "x-ms-blob-condition-appendpos", "0"}, 400, "UnsupportedHeader", "x-ms-blob-condition-appendpos"},
		{"PUT", "/box/b", "new", []string{"x-ms-blob-type", "BlockBlob", "Content-Range", "bytes 0-2/6"}, 400, "UnsupportedHeader", "content-range"},
		{"PUT", "/box/b?versionid=2021-01-01T00:00:00.0000000Z", "new", []string{"x-ms-blob-type", "BlockBlob"}, 400, "UnsupportedQueryParameter", "versionid"},
		{"PUT", "/box/b?restype=file", "new", []string{"x-ms-blob-type", "BlockBlob"}, 400, "InvalidQueryParameterValue", "restype"},
		{"PUT", "/box/b?comp=block&comp=blocklist&blockid=AAAA", "new", nil, 400, "InvalidQueryParameterValue", "comp"},
		{"PUT", "/box/b?blockid=AAAA", "new", []string{"x-ms-blob-type", "BlockBlob"}, 400, "UnsupportedQueryParameter", "blockid"},
		{"PUT", "/box/b?comp=tags", "<Tags/>", nil, 501, "NotImplemented", "tags"},
		{"PUT", "/box/b?comp=block&blockid=AAAA", "new", []string{"x-ms-blob-content-type", "a/b"}, 400, "UnsupportedHeader", "x-ms-blob-content-type"},
		{"PUT", "/box/b?comp=blocklist", "<BlockList/>", []string{"x-ms-copy-source", "http://a/b/c"}, 400, "UnsupportedHeader", "x-ms-copy-source"},
		{"PUT", "/box/b?comp=blocklist", "<BlockList/>", []string{"x-ms-content-crc64", "AAAAAAAAAAA="}, 400, "Crc64Mismatch", "AAAAAAAAAAA="},
		{"PUT", "/box/b?comp=blocklist", "<BlockList/>", []string{"x-ms-structured-body", structured.Type}, 400, "UnsupportedHeader", "x-ms-structured-body"},
		{"PUT", "/box/p?comp=page", "", []string{"x-ms-page-write", "clear", "x-ms-range", "bytes=0-511", "x-ms-source-range", "bytes=0-511"}, 400, "UnsupportedHeader", "x-ms-source-range"},
		{"PUT", "/box/copy", "", []string{"x-ms-copy-source", "{box}/b", "x-ms-source-range", "bytes=0-2"}, 400, "UnsupportedHeader", "x-ms-source-range"},
		{"PUT", "/box/copy", "", []string{"x-ms-copy-source", "{box}/b", "x-ms-seal-blob", "true"}, 400, "UnsupportedHeader", "x-ms-seal-blob"},
		{"PUT", "/box/copy", "", []string{"x-ms-copy-source", "{box}/b?versionid=2021-01-01T00:00:00.0000000Z"}, 400, "CannotVerifyCopySource", "versionid"},
		{"PUT", "/box/copy", "", []string{"x-ms-copy-source", "{box}/b", "x-ms-copy-source-authorization", "Bearer a"}, 400, "CannotVerifyCopySource", "x-ms-copy-source-authorization"},
		{"PUT", "/more?restype=container", "", []string{"x-ms-default-encryption-scope", "a"}, 400, "UnsupportedHeader", "x-ms-default-encryption-scope"},
		{"PUT", "/more/b?restype=container", "", nil, 400, "InvalidQueryParameterValue", "restype"},
		{"DELETE", "/box/b?restype=container", "", nil, 400, "InvalidQueryParameterValue", "restype"},
		{"DELETE", "/box/b?deletetype=permanent", "", nil, 400, "UnsupportedQueryParameter", "deletetype"},
		{"DELETE", "/box/b?versionid=2021-01-01T00:00:00.0000000Z", "", nil, 400, "UnsupportedQueryParameter", "versionid"},
		{"DELETE", "/box/b?snapshot=", "", nil, 400, "InvalidQueryParameterValue", "snapshot"},
		{"GET", "/box/b?versionid=2021-01-01T00:00:00.0000000Z", "", nil, 400, "UnsupportedQueryParameter", "versionid"},
		{"GET", "/box/b?rsct=a/b", "", nil, 400, "UnsupportedQueryParameter", "rsct"}, // by a key nobody signed it
		{"GET", "/box/b?surprise=1", "", nil, 400, "UnsupportedQueryParameter", "surprise"},
		{"GET", "/box/b", "", []string{"If-Range", `"other"`, "Range", "bytes=0-2"}, 400, "UnsupportedHeader", "if-range"},
		{"GET", "/box/b", "", []string{"x-ms-if-tags", "a=b"}, 400, "UnsupportedHeader", "x-ms-if-tags"},
		{"GET", "/box/b?comp=query", "", nil, 501, "NotImplemented", "query"},
		{"GET", "/box/p?comp=pagelist&prevsnapshot=2021-01-01T00:00:00.0000000Z", "", nil, 400, "UnsupportedQueryParameter", "prevsnapshot"},
		{"GET", "/box?restype=container&comp=list&include=uncommittedblobs", "", nil, 400, "InvalidQueryParameterValue", "uncommittedblobs"},
		{"GET", "/box?restype=container&comp=list&showonly=deleted", "", nil, 400, "UnsupportedQueryParameter", "showonly"},
		{"GET", "/?restype=account&comp=list", "", nil, 501, "NotImplemented", "account"},
	} {
		for i, h := range row.headers {
			row.headers[i] = strings.ReplaceAll(h, "{box}", c.endpoint+"/box")
		}
		got := c.do(t, row.method, row.target, row.body, row.headers...)
		if got.status != row.status || got.header.Get("x-ms-error-code") != row.code || !strings.Contains(got.body, row.names) {
			t.Errorf("%s %s %q is answered with %d %s", row.method, row.target, row.headers, got.status, got.body)
		}
	}
	if got := c.must(t, http.StatusOK, http.MethodGet, "/box/b", ""); got.body != "before" {
		t.Errorf("the blob holds %q, want what it held before", got.body)
	}
	for _, target := range []string{"/box/copy", "/more?restype=container"} {
		c.must(t, http.StatusNotFound, http.MethodGet, target, "")
	}
}

// framed returns a structured body and the headers that go with it.
func framed(t *testing.T, content string) (body string, headers []string) {
	t.Helper()
	var b bytes.Buffer
	if err := structured.Copy(&b, strings.NewReader(content), int64(len(content)), make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	return b.String(), []string{"x-ms-structured-body", structured.Type, "x-ms-structured-content-length", strconv.Itoa(len(content))}
}

func TestStructuredBodies(t *testing.T) {
	c := boxed(t)
	content := strings.Repeat("0123456789abcdef", 32)
	body, headers := framed(t, content)
	damaged := strings.Replace(body, "0123456789abcdef", "0123456789abcdeF", 1)
	for _, row := range []struct {
		name, target string
		headers      []string
		before       exchange
		after        exchange
	}{
		{"Put Blob", "/box/x", []string{"x-ms-blob-type", "BlockBlob"}, exchange{}, exchange{}},
		{"Put Block", "/box/x?comp=block&blockid=AAAA", nil, exchange{},
			exchange{method: "PUT", target: "/box/x?comp=blocklist", body: "<BlockList><Latest>AAAA</Latest></BlockList>"}},
		{"Append Block", "/box/a?comp=appendblock", nil,
			exchange{method: "PUT", target: "/box/a", headers: []string{"x-ms-blob-type", "AppendBlob"}}, exchange{}},
		{"Put Page", "/box/p?comp=page", []string{"x-ms-page-write", "update", "x-ms-range", "bytes=0-511"}, exchange{}, exchange{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.before.method != "" {
				c.must(t, http.StatusCreated, row.before.method, row.before.target, row.before.body, row.before.headers...)
			}
			blob, _, _ := strings.Cut(row.target, "?")
			got := c.do(t, http.MethodPut, row.target, damaged, append(row.headers, headers...)...)
			if code := got.header.Get("x-ms-error-code"); got.status != http.StatusBadRequest || code != "Crc64Mismatch" {
				t.Errorf("a damaged body is answered with %d %s", got.status, got.body)
			}
			got = c.must(t, http.StatusCreated, http.MethodPut, row.target, body, append(row.headers, headers...)...)
			if got.header.Get("x-ms-structured-body") != structured.Type {
				t.Errorf("the answer does not say that the body was read as a structured one: %v", got.header)
			}
			if row.after.method != "" {
				c.must(t, http.StatusCreated, row.after.method, row.after.target, row.after.body)
			}
			if got := c.must(t, http.StatusOK, http.MethodGet, blob, ""); got.body != content {
				t.Errorf("the blob holds %q", got.body)
			}
		})
	}
}

func TestStructuredAnswers(t *testing.T) {
	c := boxed(t)
	for _, row := range []struct{ asked, want string }{{"", "before"}, {"bytes=1-3", "efo"}} {
		headers := []string{"x-ms-structured-body", structured.Type}
		if row.asked != "" {
			headers = append(headers, "x-ms-range", row.asked)
		}
		got := c.do(t, http.MethodGet, "/box/b", "", headers...)
		r := structured.NewReader(strings.NewReader(got.body), int64(len(got.body)), int64(len(row.want)))
		content, err := io.ReadAll(r)
		if err != nil || string(content) != row.want || got.header.Get("x-ms-structured-body") != structured.Type ||
			got.header.Get("x-ms-structured-content-length") != strconv.Itoa(len(row.want)) {
			t.Errorf("%s: %q, %v, %v", row.asked, content, err, got.header)
		}
	}
}

// blobSAS returns a service SAS for the blob box/b that overrides headers of the answer.
func blobSAS(t *testing.T, overrides map[string]string) string {
	t.Helper()
	const version, expiry = "2021-12-02", "2099-01-01T00:00:00Z"
	text := []string{"r", "", expiry, "/blob/" + auth.DevelopmentAccount + "/box/b", "", "", "", version, "b", "", ""}
	query := url.Values{"sv": {version}, "sr": {"b"}, "sp": {"r"}, "se": {expiry}}
	for _, name := range []string{"rscc", "rscd", "rsce", "rscl", "rsct"} {
		text = append(text, overrides[name])
		if overrides[name] != "" {
			query.Set(name, overrides[name])
		}
	}
	query.Set("sig", signText(t, strings.Join(text, "\n")))
	return query.Encode()
}

func TestServiceSASOverridesHeaders(t *testing.T) {
	c := boxed(t)
	all := map[string]string{"rscc": "no-store", "rscd": "attachment; filename=a", "rsce": "x-own", "rscl": "de", "rsct": "text/x-own"}
	names := map[string]string{
		"rscc": "Cache-Control", "rscd": "Content-Disposition", "rsce": "Content-Encoding", "rscl": "Content-Language", "rsct": "Content-Type",
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		got := c.must(t, http.StatusOK, method, "/box/b?"+blobSAS(t, all), "")
		for parameter, want := range all {
			if value := got.header.Get(names[parameter]); value != want {
				t.Errorf("%s: %s is %q, and %s=%s", method, names[parameter], value, parameter, want)
			}
		}
		got = c.must(t, http.StatusOK, method, "/box/b?"+blobSAS(t, map[string]string{"rscl": "de"}), "")
		if got.header.Get("Content-Language") != "de" || got.header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s: one is overridden, and the answer has %v", method, got.header)
		}
	}
}

func TestRangeChecksums(t *testing.T) {
	c := boxed(t)
	sum := structured.NewCRC64()
	io.WriteString(sum, "efo")
	little := make([]byte, crc64.Size)
	for i, b := range sum.Sum(nil) {
		little[crc64.Size-1-i] = b
	}
	got := c.must(t, http.StatusPartialContent, http.MethodGet, "/box/b", "", "x-ms-range", "bytes=1-3", "x-ms-range-get-content-crc64", "true")
	if value := got.header.Get("x-ms-content-crc64"); value != base64.StdEncoding.EncodeToString(little) {
		t.Errorf("the CRC-64 of the range is %q", value)
	}
	got = c.do(t, http.MethodGet, "/box/b", "", "x-ms-range", "bytes=1-3", "x-ms-range-get-content-crc64", "true", "x-ms-range-get-content-md5", "true")
	if got.status != http.StatusBadRequest {
		t.Errorf("both checksums at once are answered with %d", got.status)
	}
}

func TestPutBlobKeepsTheHeadersOfHTTP(t *testing.T) {
	c := boxed(t)
	headers := map[string]string{"Content-Type": "text/x-own", "Content-Encoding": "x-own", "Content-Language": "de", "Cache-Control": "no-store"}
	sent := []string{"x-ms-blob-type", "BlockBlob"}
	for name, value := range headers {
		sent = append(sent, name, value)
	}
	c.must(t, http.StatusCreated, http.MethodPut, "/box/b", "new", sent...)
	got := c.must(t, http.StatusOK, http.MethodHead, "/box/b", "")
	for name, want := range headers {
		if value := got.header.Get(name); value != want {
			t.Errorf("%s is %q, want %q", name, value, want)
		}
	}
}
