package rest_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"azcopy/internal/emulator/rest"
)

// The forms of https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations,
// of a resource of 100 bytes.
func TestParseRange(t *testing.T) {
	const whole, bad, unsatisfiable = "", "400", "416"
	for _, test := range []struct {
		header http.Header
		want   string // Content-Range, or one of the above
	}{
		{headers(), whole},
		{headers("Range", "bytes=0-0"), "bytes 0-0/100"},
		{headers("Range", "bytes=0-99"), "bytes 0-99/100"},
		{headers("Range", "bytes=10-19"), "bytes 10-19/100"},
		{headers("Range", "bytes=10-"), "bytes 10-99/100"},
		{headers("Range", "bytes=99-"), "bytes 99-99/100"},
		{headers("Range", "bytes=90-200"), "bytes 90-99/100"},
		{headers("Range", "bytes=0-9223372036854775807"), "bytes 0-99/100"},
		{headers("Range", "bytes=100-"), unsatisfiable},
		{headers("Range", "bytes=100-200"), unsatisfiable},
		{headers("Range", "bytes=9223372036854775807-"), unsatisfiable},
		{headers("Range", "bytes=9223372036854775807-9223372036854775807"), unsatisfiable},
		{headers("Range", "bytes=0-9223372036854775808"), bad},
		{headers("Range", "bytes=20-10"), bad},
		{headers("Range", "bytes=-10"), bad},
		{headers("Range", "bytes=-"), bad},
		{headers("Range", "bytes="), bad},
		{headers("Range", "bytes=5"), bad},
		{headers("Range", "bytes=0-1,3-4"), bad},
		{headers("Range", "bytes=+1-2"), bad},
		{headers("Range", "bytes=0x1-2"), bad},
		{headers("Range", "bytes= 1-2"), bad},
		{headers("Range", "0-1"), bad},
		{headers("Range", "items=0-1"), bad},
		{headers("x-ms-range", "bytes=1-2"), "bytes 1-2/100"},
		{headers("x-ms-range", "bytes=1-2", "Range", "bytes=3-4"), "bytes 1-2/100"},
		{headers("x-ms-range", "nonsense", "Range", "bytes=3-4"), bad},
	} {
		t.Run(fmt.Sprint(test.header), func(t *testing.T) {
			got := whole
			r, err := rest.ParseRange(test.header)
			if err == nil {
				r, err = r.Within(100)
			}
			switch {
			case err != nil:
				got = fmt.Sprint(statusOf(t, err))
			case r.Asked:
				got = r.ContentRange(100)
			case r.Offset != 0 || r.Length != 100:
				t.Errorf("the whole resource is %+v", r)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A request that reads gets the whole resource when it asks for a range in a form that the service does not know.
func TestParseReadRange(t *testing.T) {
	for _, value := range []string{"", "bytes=-1-", "bytes=-3", "bytes=5-2", "2-5", "bytes=a-b"} {
		if r := rest.ParseReadRange(headers("Range", value)); r.Asked {
			t.Errorf("%q asks for %+v", value, r)
		}
	}
	if r := rest.ParseReadRange(headers("Range", "bytes=2-5")); !r.Asked || r.Offset != 2 || r.Length != 4 {
		t.Errorf("bytes=2-5 asks for %+v", r)
	}
}

// No byte of an empty resource can be requested; the answer gives the size.
func TestRangeOfNothing(t *testing.T) {
	r, err := rest.ParseRange(headers("Range", "bytes=0-"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Within(0)
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok || refusal.Code != rest.InvalidRange || refusal.Header.Get("Content-Range") != "bytes */0" {
		t.Errorf("the answer is %v, %+v", err, refusal)
	}
}

// Whatever is asked for, the answered range is within the resource.
func FuzzParseRange(f *testing.F) {
	for _, seed := range []string{"", "bytes=0-", "bytes=1-2", "bytes=5-3", "bytes=9223372036854775807-", "bytes=0-9223372036854775807"} {
		f.Add(seed, int64(100))
	}
	f.Fuzz(func(t *testing.T, value string, size int64) {
		if size < 0 {
			size = -(size + 1)
		}
		r, err := rest.ParseRange(http.Header{"Range": {value}})
		if err != nil {
			return
		}
		if r.Asked && (r.Offset < 0 || r.Length <= 0) {
			t.Fatalf("%q is %+v", value, r)
		}
		if r, err = r.Within(size); err != nil {
			return
		}
		if r.Offset < 0 || r.Length < 0 || r.Offset+r.Length > size || r.Asked && r.Length == 0 {
			t.Errorf("%q of %d bytes is %+v", value, size, r)
		}
	})
}
