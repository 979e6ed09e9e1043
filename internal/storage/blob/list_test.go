package blob

import (
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// pageOf is a page of a listing, as the service writes it.
func pageOf(next string, blobs ...string) string {
	return "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://a/\" ContainerName=\"c\">" +
		"<Prefix /><Blobs>" + strings.Join(blobs, "") + "</Blobs><NextMarker>" + next + "</NextMarker></EnumerationResults>"
}

func entry(name string) string {
	return "<Blob>" + name + "<Properties>" + aSize + someProperties + "</Properties></Blob>"
}

const (
	aSize          = "<Content-Length>1</Content-Length>"
	someProperties = "<Last-Modified>Mon, 28 Sep 2009 18:41:57 GMT</Last-Modified><Etag>0x1</Etag><BlobType>BlockBlob</BlobType>"
)

func plain(name string) string { return entry("<Name>" + name + "</Name>") }

func encoded(name string) string { return entry(`<Name Encoded="true">` + name + "</Name>") }

// pages answers each request with the next page.
func pages(bodies ...string) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, n int) { io.WriteString(w, bodies[n-1]) }
}

func listed(t *testing.T, c *Container, q storage.Query) []string {
	t.Helper()
	var names []string
	for obj, err := range c.List(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, obj.Name)
	}
	return names
}

func TestPagesFollowTheirMarkers(t *testing.T) {
	wire := newWire(t, pages(
		pageOf("2!92!MDAwMDEw+/=&amp;", plain("a"), plain("b")),
		pageOf("third"), // nothing of the range in this partition
		pageOf("fourth", "<BlobPrefix><Name>vd/</Name></BlobPrefix>"),
		pageOf("", plain("z")),
	))
	got := listed(t, wire.container(t, ""), storage.Query{})
	if want := []string{"a", "b", "z"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	var markers []string
	for _, r := range wire.requests {
		markers = append(markers, r.query.Get("marker"))
	}
	if want := []string{"", "2!92!MDAwMDEw+/=&", "third", "fourth"}; !slices.Equal(markers, want) {
		t.Errorf("asked for the pages %q, want %q", markers, want)
	}
}

// TestADirectoryMayEndOnePageAndBeginTheNext has a directory with blobs on both sides of the end of a page, which the
// service lists on both pages.
func TestADirectoryMayEndOnePageAndBeginTheNext(t *testing.T) {
	for _, second := range [][]string{
		{prefix("d/"), plain("z")},
		{prefix("d/"), prefix("e/"), plain("z")},
	} {
		wire := newWire(t, pages(pageOf("second", plain("a"), prefix("d/")), pageOf("third", prefix("d/")), pageOf("", second...)))
		if got, want := listed(t, wire.container(t, ""), storage.Query{}), []string{"a", "z"}; !slices.Equal(got, want) {
			t.Errorf("listed %q, want %q", got, want)
		}
	}
}

func TestListAsksForNoMoreThanIsTaken(t *testing.T) {
	wire := newWire(t, pages(pageOf("next", plain("a"), plain("b"))))
	for range wire.container(t, "").List(t.Context(), storage.Query{}) {
		break
	}
	wire.wantOps(t, "GET list")
}

func TestListRequest(t *testing.T) {
	tests := []struct {
		below string
		q     storage.Query
		want  map[string]string
	}{
		{"", storage.Query{Recursive: true}, nil},
		{"", storage.Query{}, map[string]string{"delimiter": "/"}},
		{"/vd", storage.Query{Prefix: "a b+c%", Recursive: true}, map[string]string{"prefix": "vd/a b+c%"}},
		{
			"/vd", storage.Query{Prefix: "a", After: "a b+c%&d", Recursive: true},
			map[string]string{"prefix": "vd/a", "startFrom": "vd/a b+c%&d"},
		},
		{"", storage.Query{Prefix: "b", After: "a", Recursive: true}, map[string]string{"prefix": "b"}},
		{"", storage.Query{After: "a"}, map[string]string{"delimiter": "/", "startFrom": "a"}},
	}
	for _, tt := range tests {
		wire := newWire(t, pages(pageOf("more"), pageOf("")))
		listed(t, wire.container(t, tt.below), tt.q)
		wire.wantOps(t, "GET list, GET list")
		for i, r := range wire.requests {
			want := map[string]string{"restype": "container", "comp": "list", "include": "metadata"}
			maps.Copy(want, tt.want)
			if i > 0 {
				want["marker"] = "more"
			}
			got := map[string]string{}
			for name := range r.query {
				got[name] = r.query.Get(name)
			}
			if !maps.Equal(got, want) || strings.Contains(r.uri, "+") {
				t.Errorf("%+v: sent %s, that is %v\nwant %v", tt.q, r.uri, got, want)
			}
		}
	}
}

// TestSnapshotsOfOneFolder lists without the delimiter, which the service refuses together with snapshots.
func TestSnapshotsOfOneFolder(t *testing.T) {
	of := func(name string) string {
		return entry("<Name>" + name + "</Name><Snapshot>" + aSnapshot + "</Snapshot>")
	}
	for _, tt := range []struct {
		below, delimiter string
		q                storage.Query
		bodies           []string
		want             []string
	}{
		{
			"", "", storage.Query{},
			[]string{pageOf("2", of("a"), plain("a"), of("vd/b")), pageOf("3", plain("vd/b"), plain("vd/c/")), pageOf("", of("z"))},
			[]string{"a @" + aSnapshot, "a @", "z @" + aSnapshot},
		},
		{
			"/vd", "", storage.Query{Prefix: "s/a"},
			[]string{pageOf("", of("vd/s/a"), plain("vd/s/a/b"), plain("vd/s/ab"))},
			[]string{"s/a @" + aSnapshot, "s/ab @"},
		},
		{
			"", "", storage.Query{After: "a", AfterSnapshot: aSnapshot},
			[]string{pageOf("", of("a"), plain("a"), plain("b/c"), plain("d"))},
			[]string{"a @", "d @"},
		},
		{
			"", "::", storage.Query{},
			[]string{pageOf("", plain("::"), plain("a/b"), of("a::b"), plain("a:b"))},
			[]string{"a/b @", "a:b @"},
		},
	} {
		wire := newWire(t, pages(tt.bodies...))
		c := wire.container(t, tt.below)
		c.location.Delimiter = tt.delimiter
		tt.q.Snapshots = true
		if got := labels(listObjects(t, c, tt.q)); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: listed %q, want %q", tt.q, got, tt.want)
		}
		for _, r := range wire.requests {
			if include := r.query.Get("include"); r.query.Has("delimiter") || !strings.Contains(include, "snapshots") {
				t.Errorf("%+v: sent %s", tt.q, r.uri)
			}
		}
	}
}

func TestNamesAreListedByteForByte(t *testing.T) {
	wire := newWire(t, pages(pageOf("",
		plain(" a+b%20&amp;&lt; "), encoded("%25"), plain("cr&#xD;lf&#xA;"), encoded("dir%2Fa+b%2520%20%EF%BF%BF%0B"), plain("日本語"),
	)))
	got := listed(t, wire.container(t, ""), storage.Query{Recursive: true})
	want := []string{" a+b%20&< ", "%", "cr\rlf\n", "dir/a+b%20 \uFFFF\v", "日本語"}
	if !slices.Equal(got, want) {
		t.Errorf("listed %q,\nwant   %q", got, want)
	}
}

func TestListedObject(t *testing.T) {
	wire := newWire(t, pages(pageOf("", `<Blob><Name>vd/x</Name><Snapshot>2013-02-25T08:07:57.0000000Z</Snapshot><Properties>
		<Creation-Time>Sun, 27 Sep 2009 18:41:57 GMT</Creation-Time><Last-Modified>Mon, 28 Sep 2009 18:41:57 GMT</Last-Modified>
		<Etag>0x8CB171BA9E94B0B</Etag><Content-Length>6000000000</Content-Length><Content-Type>text/plain; charset="utf-8"</Content-Type>
		<Content-Encoding>gzip</Content-Encoding><Content-Language>de</Content-Language><Content-MD5>4vdEigm7wv/oAWn8DovrvA==</Content-MD5>
		<Content-CRC64 /><Cache-Control>no-cache</Cache-Control><Content-Disposition>inline</Content-Disposition>
		<x-ms-blob-sequence-number>9223372036854775807</x-ms-blob-sequence-number><BlobType>PageBlob</BlobType><LeaseStatus>unlocked</LeaseStatus></Properties>
		<Metadata Encrypted="false"><Mixed_Case>a &amp; b</Mixed_Case><empty /></Metadata><OrMetadata /></Blob>`)))
	for got, err := range wire.container(t, "/vd").List(t.Context(), storage.Query{Recursive: true, Snapshots: true}) {
		if err != nil {
			t.Fatal(err)
		}
		p := got.Props
		if got.Name != "x" || got.Snapshot != "2013-02-25T08:07:57.0000000Z" || got.Size != 6_000_000_000 ||
			!got.ModTime.Equal(time.Date(2009, 9, 28, 18, 41, 57, 0, time.UTC)) || got.ETag != `"0x8CB171BA9E94B0B"` {
			t.Errorf("listed %+v", got)
		}
		if p.BlobType != storage.PageBlob || p.ContentType != `text/plain; charset="utf-8"` || p.ContentEncoding != "gzip" ||
			p.ContentLanguage != "de" || len(p.ContentMD5) != 16 || p.CacheControl != "no-cache" || p.ContentDisposition != "inline" ||
			p.SequenceNumber != math.MaxInt64 || !maps.Equal(p.Metadata, map[string]string{"Mixed_Case": "a & b", "empty": ""}) {
			t.Errorf("with the properties %+v", p)
		}
	}
}

func TestListFails(t *testing.T) {
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, request, int)
		kind   storage.Kind
		want   string
	}{
		{"no container", answer(404, "ContainerNotFound"), storage.NotFound, "ContainerNotFound"},
		{"denied", answer(403, "AuthorizationFailure"), storage.Denied, "AuthorizationFailure"},
		{"a portal's page", pages("<!DOCTYPE html><html><body>Sign in<br></body></html>"), storage.Other, "not a listing"},
		{"another document", pages("<Error><Code>None</Code></Error>"), storage.Other, "not a listing"},
		{"nothing", pages(""), storage.Other, "not a listing"},
		{"cut off within", pages("<EnumerationResults><Blobs><Blob><Name>a</Name>"), storage.Other, "not a listing"},
		{"a page that follows itself", pages(pageOf("x", plain("a")), pageOf("x", plain("a"))), storage.Other, "circle"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var failed error
			for _, err := range newWire(t, tt.answer).container(t, "").List(t.Context(), storage.Query{}) {
				failed = err
			}
			if storage.KindOf(failed) != tt.kind || failed == nil || !strings.Contains(failed.Error(), tt.want) {
				t.Errorf("error %v of kind %v, want %q", failed, storage.KindOf(failed), tt.want)
			}
		})
	}
}

// TestAfterWithoutStartFrom has a service that lists from the beginning, whatever it is asked.
func TestAfterWithoutStartFrom(t *testing.T) {
	wire := newWire(t, pages(pageOf("more", plain("vd/a"), plain("vd/b")), pageOf("", plain("vd/c"), plain("vd/d"))))
	got := listed(t, wire.container(t, "/vd"), storage.Query{Recursive: true, After: "b"})
	if want := []string{"c", "d"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
}

func TestMayFollow(t *testing.T) {
	tests := []struct {
		name, after string
		want        bool
	}{
		{"b", "b", false},
		{"a", "b", false},
		{"c", "b", true},
		{"ba", "b", true},
		{"b", "ba", false},
		{"b/1", "b", true},
		{"B", "b", false},
		{"a/1", "a0", false},  // by bytes and by segments
		{"a0", "a/1", true},   // the same
		{"a/1", "a-b", true},  // by bytes
		{"a-b", "a/1", true},  // by segments: "a" before "a-b"
		{"a-b", "a/b", true},  // the same
		{"x-a", "y/1", false}, // differ before the '/'
		{"é", "z", true},
		{"z", "é", false},
		{"🎉", "\uFFFD", true}, // by bytes
		{"\uFFFD", "🎉", true}, // by UTF-16
		{"\uD7FF", "🎉", false},
		{"🎈", "🎉", false},
		{"🎉", "🎈", true},
	}
	for _, tt := range tests {
		if got := mayFollow(tt.name, tt.after); got != tt.want {
			t.Errorf("mayFollow(%q, %q) = %v", tt.name, tt.after, got)
		}
	}
}

func FuzzMayFollow(f *testing.F) {
	f.Add("a-b", "a/b")
	f.Add("x🎉", "x\uFFFD")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != b && !mayFollow(a, b) && !mayFollow(b, a) {
			t.Errorf("%q and %q would both be left out after the other", a, b)
		}
		if a > b && !mayFollow(a, b) {
			t.Errorf("%q left out after %q, which is before it", a, b)
		}
	})
}
