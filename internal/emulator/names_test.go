package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"azcopy/internal/emulator/auth"
)

// TestNamesAreRewritten uploads to each address, and lists the only blob.
func TestNamesAreRewritten(t *testing.T) {
	for _, row := range []struct{ sent, kept string }{
		{"a/b", "a/b"},
		{"a//b/", "a//b/"},
		{"/a", "/a"},
		{"a.b/.c", "a.b/.c"},
		{"a.b/..c", "a.b/..c"},
		{`a%5Cb`, "a/b"},
		{`a%5cb`, "a/b"},
		{`a%255Cb`, "a%5Cb"},
		{"a.", "a"},
		{"a...", "a"},
		{"a./b./c", "a/b/c"},
		{"./a", "a"},
		{"a/./b", "a/b"},
		{"a/../b", "a/b"},
		{"../../b", "b"},
		{"%2E%2E/b", "b"},
		{`a.%5C.%5Cb`, "a/b"},
		{"a/...", "a"},
		{"a /b .", "a /b "},
	} {
		c := serve(t)
		c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "")
		c.must(t, http.StatusCreated, http.MethodPut, "/box/"+row.sent, "content", "x-ms-blob-type", "BlockBlob")
		listed := c.must(t, http.StatusOK, http.MethodGet, "/box?restype=container&comp=list", "").body
		if !strings.Contains(listed, "<Name>"+row.kept+"</Name>") {
			t.Errorf("%s is listed as %s, want %s", row.sent, listed, row.kept)
		}
		for _, target := range []string{row.sent, (&url.URL{Path: row.kept}).EscapedPath()} {
			if got := c.do(t, http.MethodGet, "/box/"+target, ""); got.body != "content" {
				t.Errorf("%s, read as %s, is %d %s", row.sent, target, got.status, got.body)
			}
		}
		copied := c.do(t, http.MethodPut, "/box/copy", "", "x-ms-copy-source", c.endpoint+"/box/"+row.sent)
		if copied.status != http.StatusAccepted {
			t.Errorf("%s as the source of a copy: %d %s", row.sent, copied.status, copied.body)
		}
	}
}

// TestNamesOfNothing sends addresses whose blob has no name. They are not taken for the container's.
func TestNamesOfNothing(t *testing.T) {
	c := boxed(t)
	for _, target := range []string{"/box/.", "/box/..", "/box/.%5C.", "/box/.?restype=container", "/box/...?restype=container"} {
		if got := c.do(t, http.MethodDelete, target, ""); got.status != http.StatusBadRequest || got.header.Get("x-ms-error-code") != "InvalidUri" {
			t.Errorf("DELETE %s is answered with %d %s", target, got.status, got.body)
		}
	}
	c.must(t, http.StatusOK, http.MethodGet, "/box/b", "")
}

// TestSASIsForTheNameThatIsKept signs the name as the service keeps it, and addresses the blob by the one that was meant.
func TestSASIsForTheNameThatIsKept(t *testing.T) {
	c := boxed(t)
	c.must(t, http.StatusCreated, http.MethodPut, `/box/dir%5Cb.`, "content", "x-ms-blob-type", "BlockBlob")
	const version, expiry = "2021-12-02", "2099-01-01T00:00:00Z"
	text := []string{"r", "", expiry, "/blob/" + auth.DevelopmentAccount + "/box/dir/b", "", "", "", version, "b", "", "", "", "", "", "", ""}
	query := url.Values{"sv": {version}, "sr": {"b"}, "sp": {"r"}, "se": {expiry}, "sig": {signText(t, strings.Join(text, "\n"))}}
	for _, target := range []string{"/box/dir/b", `/box/dir%5Cb.`} {
		if got := c.do(t, http.MethodGet, target+"?"+query.Encode(), ""); got.body != "content" {
			t.Errorf("%s: %d %s", target, got.status, got.body)
		}
	}
}
