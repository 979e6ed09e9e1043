package fileshare

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

const entryOfA = "<File><Name>a</Name><Properties><Content-Length>10</Content-Length>" +
	"<LastWriteTime>2020-09-24T08:09:30.1234567Z</LastWriteTime><Last-Modified>Mon, 28 Sep 2009 18:41:57 GMT</Last-Modified>" +
	"<CreationTime>2019-01-02T03:04:05.0000000Z</CreationTime><Etag>\"0x1\"</Etag></Properties><Attributes>ReadOnly | Hidden</Attributes></File>"

func page(marker string, entries ...string) string {
	return "<?xml version=\"1.0\"?><EnumerationResults><Entries>" + strings.Join(entries, "") + "</Entries><NextMarker>" + marker +
		"</NextMarker></EnumerationResults>"
}

// One request lists what has to be known of the files of a directory.
func TestListAsksForWhatItNeeds(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, _ request, n int) {
		if n == 1 {
			io.WriteString(w, page("next", "<Directory><Name>d</Name><Properties/></Directory>"))
			return
		}
		io.WriteString(w, page("", entryOfA))
	})
	objects, err := listAll(t, wire.share(t, "?sv=1&sig=x"))
	if err != nil {
		t.Fatal(err)
	}
	wire.wantOps(t, "GET list, GET list, GET list")
	for _, want := range []string{"include=Timestamps%2CEtag%2CAttributes", "restype=directory", "marker=next"} {
		if uri := wire.requests[1].uri; !strings.Contains(uri, want) {
			t.Errorf("sent to %s, which lacks %s", uri, want)
		}
	}
	if dots := wire.requests[0].header.Get("x-ms-allow-trailing-dot"); dots != "true" {
		t.Errorf("trailing dots are dropped: %q", dots)
	}
	want := storage.Object{
		Name: "a", Size: 10, ETag: `"0x1"`, ModTime: time.Date(2020, 9, 24, 8, 9, 30, 123456700, time.UTC),
		Created: time.Date(2019, 1, 2, 3, 4, 5, 0, time.UTC), Attributes: "ReadOnly|Hidden", Undescribed: true,
	}
	if len(objects) != 2 || fmt.Sprint(objects[0]) != fmt.Sprint(want) || objects[1].Name != "d/a" {
		t.Errorf("listed %v, want %v first", objects, want)
	}
}

// What makes no sense in a listing fails the file, or the directory when not even the name can be trusted.
func TestOddListings(t *testing.T) {
	for _, tt := range []struct{ name, entry, want string }{
		{"no size", strings.Replace(entryOfA, "10</", "</", 1), `Content-Length "" is not the size of a file`},
		{"negative size", strings.Replace(entryOfA, "10<", "-1<", 1), `"-1" is not the size of a file`},
		{"two sizes", strings.Replace(entryOfA, "<Last-M", "<Content-Length>11</Content-Length><Last-M", 1), "is not the size of a file"},
		{"no time of day", strings.Replace(entryOfA, "T08:09:30.1234567Z", "", 1), `LastWriteTime "2020-09-24" is not a time`},
		{"no ETag", strings.Replace(entryOfA, "\"0x1\"", "", 1), "has no Etag"},
		{"no name", strings.Replace(entryOfA, "<Name>a</Name>", "", 1), "a file without a name"},
		{"a name that leads up", strings.Replace(entryOfA, ">a<", ">..<", 1), `listed ".."`},
		{"a name that leads down", strings.Replace(entryOfA, ">a<", ">a/b<", 1), `listed "a/b"`},
		{"a directory that leads up", "<Directory><Name>..</Name></Directory>", `listed ".."`},
		{"a name that is not encoded", strings.Replace(entryOfA, "<Name>a", `<Name Encoded="true">%zz`, 1), "encoded, but it is not"},
		{"not XML", "<File>", "not a listing of files"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) { io.WriteString(w, page("", tt.entry)) })
			objects, err := listAll(t, wire.share(t, ""))
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(objects) > 0 {
				t.Errorf("listed %v, %v, want an error with %q", objects, err, tt.want)
			}
		})
	}
}

// A directory that can't be read fails alone, and so does a file that is odd.
func TestADirectoryFailsAlone(t *testing.T) {
	odd := strings.Replace(strings.Replace(entryOfA, ">a<", ">odd<", 1), "10<", "x<", 1)
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
		switch {
		case n == 1:
			io.WriteString(w, page("", odd, entryOfA, "<Directory><Name>gone</Name></Directory>", "<Directory><Name>there</Name></Directory>"))
		case strings.HasPrefix(r.uri, "/account/s/gone"):
			refuse(w, 404, "ResourceNotFound")
		default:
			io.WriteString(w, page("", entryOfA))
		}
	})
	var got []string
	for obj, err := range wire.share(t, "").List(t.Context(), storage.Query{Recursive: true}) {
		name := obj.Name
		if failed, one := errors.AsType[*storage.ObjectError](err); one {
			name = "failed: " + failed.Name
		}
		got = append(got, name)
	}
	if want := []string{"a", "failed: odd", "failed: gone/", "there/a"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
}

// Pages that lead back would never end.
func TestAListingThatGoesRound(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) { io.WriteString(w, page("same", entryOfA)) })
	if _, err := listAll(t, wire.share(t, "")); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("error %v", err)
	}
}

func FuzzParseEnumeration(f *testing.F) {
	f.Add(page("m", entryOfA, `<Directory><Name Encoded="true">a%20b</Name></Directory>`))
	f.Fuzz(func(t *testing.T, body string) {
		e, err := parseEnumeration([]byte(body))
		if err != nil {
			return
		}
		for _, listed := range e.Entries.all {
			entry, err := listed.entry()
			if err != nil || entry.IsFolder {
				continue
			}
			if obj, err := describe(entry.Name, entry.Details); err == nil && (obj.Size < 0 || obj.Name == "" || strings.Contains(obj.Name, "/")) {
				t.Errorf("%q is listed as %+v", body, obj)
			}
		}
	})
}
