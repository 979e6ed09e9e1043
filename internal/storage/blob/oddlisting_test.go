package blob

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
	"azcopy/internal/storage/azure"
)

// described is an entry of the blob "odd" with these elements besides its name, and these properties.
func described(elements, properties string) string {
	return "<Blob><Name>odd</Name>" + elements + "<Properties>" + properties + "</Properties></Blob>"
}

// sized is an entry whose size is this text.
func sized(text string) string {
	return described("", "<Content-Length>"+text+"</Content-Length>"+someProperties)
}

// without is an entry that lacks one of the properties, or has another value of it.
func without(old, replacement string) string {
	return described("", strings.Replace(aSize+someProperties, old, replacement, 1))
}

const (
	aTime = "<Last-Modified>Mon, 28 Sep 2009 18:41:57 GMT</Last-Modified>"
	aTag  = "<Etag>0x1</Etag>"
	aType = "<BlobType>BlockBlob</BlobType>"
)

// TestAnOddEntryDoesNotEndTheListing lists an odd entry between two others, which are listed nevertheless. It fails under
// its name, if it has one, and nothing is assumed for what it lacks.
func TestAnOddEntryDoesNotEndTheListing(t *testing.T) {
	long := strings.Repeat("n", azure.MaxName+1)
	tests := []struct{ entry, name, want string }{
		{sized("-1"), "odd", `Content-Length "-1"`},
		{sized("-9223372036854775808"), "odd", "is not the size of a blob"},
		{sized("9223372036854775807"), "odd", "is not the size of a blob"},
		{sized("9223372036854775808"), "odd", "is not the size of a blob"},
		{sized("281474976710657"), "odd", "is not the size of a blob"},
		{sized("1e3"), "odd", "is not the size of a blob"},
		{sized("+1"), "odd", "is not the size of a blob"},
		{sized("many"), "odd", "is not the size of a blob"},
		{sized(""), "odd", "has no Content-Length"},
		{without(aSize, ""), "odd", "has no Content-Length"},
		{without(aSize, aSize+aSize), "odd", "has Content-Length 2 times"},
		{described("", aSize+someProperties+"</Properties><Properties><Content-Length>2</Content-Length>"), "odd", "has Content-Length 2 times"},
		{without(aTime, ""), "odd", "has no Last-Modified"},
		{without(aTime, "<Last-Modified>yesterday</Last-Modified>"), "odd", `Last-Modified "yesterday"`},
		{without(aTime, "<Last-Modified>Mon, 01 Jan 0001 00:00:00 GMT</Last-Modified>"), "odd", "is not a time"},
		{without(aTag, ""), "odd", "has no Etag"},
		{without(aTag, aTag+aTag), "odd", "has Etag 2 times"},
		{without(aType, ""), "odd", "has no BlobType"},
		{without(aType, "<BlobType>CloudBlob</BlobType>"), "odd", `BlobType "CloudBlob"`},
		{without(aType, aType+"<Content-MD5>!</Content-MD5>"), "odd", `Content-MD5 "!"`},
		{without(aType, aType+"<Content-MD5>AAAA</Content-MD5>"), "odd", "is not an MD5"},
		{without(aType, aType+"<x-ms-blob-sequence-number>-1</x-ms-blob-sequence-number>"), "odd", "is not a sequence number"},
		{without(aType, aType+"<Content-Type>a</Content-Type><Content-Type>b</Content-Type>"), "odd", "has Content-Type 2 times"},
		{described("<Snapshot>"+aSnapshot+"</Snapshot>", aSize+someProperties), "odd", "was not asked for snapshots"},
		{described("<Snapshot>../../x</Snapshot>", aSize+someProperties), "odd", "is not the time stamp"},
		{described("<Metadata><a>1</a><a>2</a></Metadata>", aSize+someProperties), "odd", "metadata of one name twice"},
		{described("<Metadata><a>"+strings.Repeat("1", maxMetadata)+"</a></Metadata>", aSize+someProperties), "odd", "metadata of 65537 bytes"},
		{described("<Unknown>"+strings.Repeat("1", maxEntry)+"</Unknown>", aSize+someProperties), "odd", "more than 262144 bytes"},
		{entry("<Name>odd</Name><Name>even</Name>"), "", "with 2 names"},
		{entry("<Name></Name>"), "", "without a name"},
		{entry(""), "", "without a name"},
		{"<Blob/>", "", "without a name"},
		{plain(long), "", "4097 bytes"},
		{encoded("100%"), "100%", "encoded, but it is not"},
		{entry(`<Name Encoded="perhaps">odd</Name>`), "odd", "does not say whether"},
	}
	for _, tt := range tests {
		wire := newWire(t, pages(pageOf("", plain("a"), tt.entry, plain("z"))))
		var names, failed []string
		var text string
		for obj, err := range wire.container(t, "").List(t.Context(), storage.Query{Recursive: true}) {
			if single, ok := errors.AsType[*storage.ObjectError](err); ok {
				failed, text = append(failed, single.Name), err.Error()
				continue
			}
			if err != nil {
				t.Fatalf("%.100s: %v", tt.entry, err)
			}
			names = append(names, obj.Name)
		}
		if !slices.Equal(names, []string{"a", "z"}) || !slices.Equal(failed, []string{tt.name}) {
			t.Errorf("%.100s: listed %q, failed %q", tt.entry, names, failed)
		}
		if !strings.Contains(text, tt.want) || len(text) > 1000 {
			t.Errorf("%.100s: %.500s, want %q", tt.entry, text, tt.want)
		}
	}
}

// TestAnEntryFromElsewhereFails lists a blob outside the directory that was asked for. It is not taken for one of the same
// name inside.
func TestAnEntryFromElsewhereFails(t *testing.T) {
	wire := newWire(t, pages(pageOf("", plain("vd/a"), plain("vd2/b"), plain("x"))))
	var got []string
	for obj, err := range wire.container(t, "/vd").List(t.Context(), storage.Query{Recursive: true}) {
		got = append(got, fmt.Sprintf("%q %v", obj.Name, err != nil && strings.Contains(err.Error(), "not below the prefix")))
	}
	if want := []string{`"a" false`, `"" true`, `"" true`}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
}

// endless answers each request with a page whose marker leads to another one, as next says.
func endless(next func(n int) (marker string, entries []string)) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, n int) {
		marker, entries := next(n)
		io.WriteString(w, pageOf(marker, entries...))
	}
}

func prefix(name string) string { return "<BlobPrefix><Name>" + name + "</Name></BlobPrefix>" }

// TestAListingWithoutProgressFails has services whose listings would never end.
func TestAListingWithoutProgressFails(t *testing.T) {
	in := func(n int, markers ...string) string { return markers[n%len(markers)] }
	tests := []struct {
		name     string
		next     func(n int) (string, []string)
		want     string
		requests int // at most
	}{
		{"the same marker", func(n int) (string, []string) { return "A", nil }, "circle", 2},
		{"markers A, B, A, B", func(n int) (string, []string) { return in(n, "A", "B"), nil }, "circle", 6},
		{"a circle after a while", func(n int) (string, []string) {
			if n < 10 {
				return itoa(n), nil
			}
			return in(n, "A", "B", "C", "D", "E"), nil
		}, "circle", 30},
		{"a circle of pages that list something", func(n int) (string, []string) { return in(n, "A", "B"), []string{plain(in(n, "a-b", "a/b"))} }, "circle", 6},
		{"the same blobs, with ever new markers", func(n int) (string, []string) { return itoa(n), []string{plain("a"), plain("b")} }, "out of order", 2},
		{"the same blob", func(n int) (string, []string) { return itoa(n), []string{plain("a")} }, "out of order", 2},
		{"back within a page", func(n int) (string, []string) { return itoa(n), []string{plain("b"), plain("a")} }, "out of order", 1},
		{"ever longer markers", func(n int) (string, []string) { return strings.Repeat("m", 1<<(n+10)), nil }, "marker", 6},
		{"back to an earlier directory", func(n int) (string, []string) { return itoa(n), []string{prefix(in(n, "c/", "d/"))} }, "circle", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, endless(tt.next))
			var failed error
			for _, err := range wire.container(t, "").List(t.Context(), storage.Query{}) {
				failed = err
				if len(wire.requests) > tt.requests {
					break
				}
			}
			if failed == nil || !strings.Contains(failed.Error(), tt.want) || len(wire.requests) > tt.requests {
				t.Errorf("after %d requests: %v, want %q", len(wire.requests), failed, tt.want)
			}
		})
	}
}

// TestALateNameIsNotLostToARunThatResumes has a service that ignores where a listing must start, and lists out of order.
// Earlier names are left out as listed already, which must not be taken for everything.
func TestALateNameIsNotLostToARunThatResumes(t *testing.T) {
	wire := newWire(t, pages(pageOf("", plain("c"), plain("z"), plain("b"))))
	var failed error
	for _, err := range wire.container(t, "").List(t.Context(), storage.Query{Recursive: true, After: "z"}) {
		failed = err
	}
	if failed == nil {
		t.Error("the listing ended well")
	}
}

// TestPagesThatRepeatADirectoryComeToAnEnd counts pages and hours without waiting for them. The first page lists the
// directory, the others only repeat it.
func TestPagesThatRepeatADirectoryComeToAnEnd(t *testing.T) {
	begin := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	same := enumeration{NextMarker: azure.Element{Times: 1}}
	same.Entries.prefixes, same.Entries.prefix = 1, azure.ListedName{Element: azure.Element{Text: "d/", Times: 1}}
	for _, tt := range []struct {
		name string
		each time.Duration
		want int // the page that fails
	}{
		{"at once", 0, azure.MaxEmptyPages + 1},
		{"one a minute", time.Minute, 62},
	} {
		var p progress
		for n := 1; ; n++ {
			same.NextMarker.Text = itoa(n)
			err := p.page(same, begin.Add(time.Duration(n)*tt.each))
			if (err != nil) != (n == tt.want) {
				t.Fatalf("%s: page %d: %v", tt.name, n, err)
			}
			if err != nil {
				break
			}
		}
	}
}

func FuzzParseEnumeration(f *testing.F) {
	f.Add([]byte(pageOf("next", plain("a"), encoded("%20"))))
	f.Add([]byte("<EnumerationResults><Blobs><Blob><Metadata><a>1</a><a/></Metadata></Blob></Blobs>"))
	for _, size := range []string{"", "-1", "0", "9223372036854775807", "1e9", " 1"} {
		f.Add([]byte(pageOf("", sized(size))))
	}
	f.Add([]byte(pageOf("", entry("<Name>a</Name><Name>b</Name>"), without(aTime, ""), without(aType, "<BlobType>x</BlobType>"))))
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := parseEnumeration(body)
		if err != nil && page.Entries.blobs != nil {
			t.Error("blobs beside an error")
		}
		for _, b := range page.Entries.blobs {
			obj, err := b.object()
			if len(obj.Name) > 3*azure.MaxName {
				t.Errorf("a name of %d bytes", len(obj.Name))
			}
			if err != nil {
				continue
			}
			if obj.Name == "" || obj.Size < 0 || obj.Size > storage.MaxSize || obj.ETag == "" || obj.ModTime.IsZero() || obj.Props.BlobType == "" {
				t.Errorf("believed %+v", obj)
			}
		}
	})
}
