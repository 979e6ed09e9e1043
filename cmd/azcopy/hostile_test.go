package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostile serves what a test says, and returns the URL of a container there.
func hostile(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL + "/account/c"
}

// listing is a page that lists blobs of these names and sizes.
func listing(w http.ResponseWriter, namesAndSizes ...string) {
	io.WriteString(w, "<EnumerationResults><Blobs>")
	for i := 0; i < len(namesAndSizes); i += 2 {
		size := "<Content-Length>" + namesAndSizes[i+1] + "</Content-Length>"
		if namesAndSizes[i+1] == "" {
			size = ""
		}
		fmt.Fprintf(w, "<Blob><Name>%s</Name><Properties>%s<Last-Modified>Mon, 28 Sep 2009 18:41:57 GMT</Last-Modified>"+
			"<Etag>0x1</Etag><BlobType>BlockBlob</BlobType></Properties></Blob>", namesAndSizes[i], size)
	}
	io.WriteString(w, "</Blobs><NextMarker/></EnumerationResults>")
}

// TestNumbersOfAServerAreNotBelieved downloads from a server that lists sizes which no blob has, and none, among good ones.
func TestNumbersOfAServerAreNotBelieved(t *testing.T) {
	source := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("comp") == "list" {
			listing(w, "a", "5", "b", "-1", "c", "9223372036854775807", "d", "", "e", "many", "f", "99999999999999999999", "z", "5")
			return
		}
		w.Header().Set("Content-Range", "bytes 0-4/5")
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, "hello")
	})
	dest := t.TempDir()
	got := azcopy(t, "/Source:"+source, "/Dest:"+dest, "/S", "/SourceType:blob")
	if got.code != 1 || !strings.Contains(got.stdout, "Transfer successfully:   2") || !strings.Contains(got.stdout, "Transfer failed:         5") {
		t.Errorf("%+v", got)
	}
	entries, err := os.ReadDir(dest)
	if err != nil || len(entries) != 2 || strings.Contains(got.stderr, "goroutine") {
		t.Errorf("%v, %v: %s", entries, err, got.stderr)
	}
}

// TestASignatureThatAServerQuotesIsNotShown has a server quote the SAS of each request: in a refusal, and as the name of a
// blob.
func TestASignatureThatAServerQuotesIsNotShown(t *testing.T) {
	const signature = "c2VjcmV0+c2VjcmV0/c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0="
	quotes := map[string]string{
		"bare": signature, "encoded": "sig%3D" + url.QueryEscape(url.QueryEscape(signature)), "for URLs": strings.NewReplacer("+", "-", "/", "_").Replace(signature),
	}
	for name, quoted := range quotes {
		for _, listed := range []bool{false, true} {
			source := hostile(t, func(w http.ResponseWriter, r *http.Request) {
				if listed && r.URL.Query().Get("comp") == "list" {
					listing(w, quoted, "5")
					return
				}
				w.WriteHeader(http.StatusConflict)
				io.WriteString(w, "<Error><Code>Odd</Code><Message>You sent "+quoted+" to me</Message></Error>")
			})
			log := filepath.Join(t.TempDir(), "log")
			for _, args := range [][]string{
				{"/Source:" + source + "?sv=1&sig=" + url.QueryEscape(signature)},
				{"/Source:" + source, "/SourceSAS:sv=1&sig=" + url.QueryEscape(signature)},
			} {
				got := azcopy(t, append(args, "/Dest:"+t.TempDir(), "/S", "/SourceType:blob", "/V:"+log)...)
				written, err := os.ReadFile(log)
				text := got.stdout + got.stderr + string(written)
				if err != nil || got.code == 0 || strings.Contains(text, "c2VjcmV0c2VjcmV0") || !strings.Contains(text, "******") {
					t.Errorf("%s: exit code %d, %v: %s", name, got.code, err, text)
				}
			}
		}
	}
}
