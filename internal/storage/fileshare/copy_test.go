package fileshare

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

const source = storage.Secret("https://src.file.core.windows.net/s/f?sig=topsecret")

// A link made from a key reads one file, for as long as a copy may take; one from a SAS has that as it was given.
func TestLink(t *testing.T) {
	const given = "sv=2015-02-21&sr=s&sig=a%2bB%2F%3D=/~*'()!&sp=rl"
	const stamp = "sharesnapshot=2020-09-24T08:09:30.0000000Z"
	const at = "https://account.file.core.windows.net/s/d"
	for _, tt := range []struct{ name, location, base, query string }{
		{"key", at, at + "/a%20b/f%23", "sp=r&sr=f"},
		{"SAS", at + "?" + given, at + "/a%20b/f%23", given},
		{"SAS and snapshot", at + "?" + stamp + "&" + given, at + "/a%20b/f%23", given},
		{"key and snapshot", at + "?" + stamp, at + "/a%20b/f%23", "sr=f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			link, err := open(t, tt.location, azureEndpoint(t)).Link(t.Context(), storage.Object{Name: "a b/f#"})
			if err != nil {
				t.Fatal(err)
			}
			base, query, _ := strings.Cut(link.Reveal(), "?")
			values, err := url.ParseQuery(query)
			if base != tt.base || err != nil || values.Get("sharesnapshot") != "" != strings.Contains(tt.location, stamp) {
				t.Errorf("link %s", link.Reveal())
			}
			for _, want := range strings.Split(tt.query, "&") {
				if !strings.Contains("&"+query+"&", "&"+want+"&") {
					t.Errorf("link %s lacks %s", link.Reveal(), want)
				}
			}
		})
	}
}

// A copy of the same source that is pending is adopted; another one is in the way.
func TestPendingCopies(t *testing.T) {
	for from, adopted := range map[string]bool{"https://src.file.core.windows.net/s/f": true, "https://src.file.core.windows.net/s/g": false} {
		wire := newWire(t, func(w http.ResponseWriter, r request, _ int) {
			if r.op == "PUT" {
				refuse(w, http.StatusConflict, "PendingCopyOperation")
				return
			}
			describe10(w, "text/plain")
			w.Header().Set("x-ms-copy-id", "theirs")
			w.Header().Set("x-ms-copy-source", from)
			w.Header().Set("x-ms-copy-status", "pending")
			w.Header().Set("x-ms-copy-progress", "3/10")
		})
		status, err := wire.share(t, "").StartCopy(t.Context(), file10, source)
		if is := err == nil && status == (storage.CopyStatus{ID: "theirs", Copied: 3}); is != adopted {
			t.Errorf("from %s: %+v, %v", from, status, err)
		}
		if !adopted && (err == nil || !strings.Contains(err.Error(), "Another copy to this file is under way")) {
			t.Errorf("error %v", err)
		}
	}
}

// A copy that has ended is reported in the service's own words.
func TestCopyStatus(t *testing.T) {
	for _, tt := range []struct {
		id, status, size string
		want             string
	}{
		{"id1", "success", "10", ""},
		{"id1", "success", "11", "the copy has 11 bytes"},
		{"id1", "failed", "0", "Copy status: Failed; Description: 404 gone"},
		{"id1", "aborted", "0", "Copy status: Aborted"},
		{"id2", "pending", "10", "The local copy id is different"},
	} {
		wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) {
			describe10(w, "text/plain")
			for name, value := range map[string]string{
				"Content-Length": tt.size, "x-ms-copy-id": tt.id, "x-ms-copy-status": tt.status,
				"x-ms-copy-source": "https://src.file.core.windows.net/s/f?sig=topsecret", "x-ms-copy-status-description": "404 gone",
			} {
				w.Header().Set(name, value)
			}
		})
		status, err := wire.share(t, "").CopyStatus(t.Context(), file10, "id1")
		if tt.want == "" {
			if err != nil || !status.Done || status.Copied != 10 {
				t.Errorf("%+v: %+v, %v", tt, status, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

// Dots at the end of the source's name are kept where that is a file, and nothing is said of them where it is a blob.
func TestDotsOfTheSource(t *testing.T) {
	for blobType, want := range map[storage.BlobType]string{"": "true", storage.BlockBlob: ""} {
		wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
		obj := file10
		obj.Props.BlobType = blobType
		if _, err := wire.share(t, "").StartCopy(t.Context(), obj, source); err != nil {
			t.Fatal(err)
		}
		if got := wire.requests[0].header.Get("x-ms-source-allow-trailing-dot"); got != want {
			t.Errorf("%q: sent %q, want %q", blobType, got, want)
		}
	}
}
