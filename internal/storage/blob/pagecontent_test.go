package blob

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"azcopy/internal/storage"
)

func openPages(t *testing.T, c *Container, size int64, snapshot string) storage.Content {
	t.Helper()
	content, err := c.Open(t.Context(), storage.Object{
		Name: "b", Size: size, ETag: `"1"`, Snapshot: snapshot, Props: storage.Properties{BlobType: storage.PageBlob},
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// wantRead reads a chunk and compares it with what servePages fills.
func wantRead(t *testing.T, c storage.Content, e extent, filled []extent) {
	t.Helper()
	got := bytes.Repeat([]byte{0xEE}, int(e.end-e.start)) // a lent buffer may hold anything
	if err := c.ReadRange(t.Context(), got, e.start); err != nil {
		t.Fatal(err)
	}
	for i, b := range got {
		at, want := e.start+int64(i), byte(0)
		if slices.ContainsFunc(filled, func(f extent) bool { return f.start <= at && at < f.end }) {
			want = byte(at/512) | 1
		}
		if b != want {
			t.Fatalf("byte %d is %d, want %d", at, b, want)
		}
	}
}

// TestHolesAreNotDownloaded counts the requests and checks what they ask for.
func TestHolesAreNotDownloaded(t *testing.T) {
	const mib = 1 << 20
	filled := []extent{
		{0, 512}, {8 << 10, 9 << 10}, // a hole of 7.5 KiB between
		{100 << 10, 101 << 10}, {109 << 10, 110 << 10}, // a hole of 8 KiB between
		{5 * mib, 6 * mib}, {127 * mib, 129 * mib}, // across the end of a span
		{600*mib - 512, 600 * mib},
	}
	tests := []struct {
		read  extent
		pages []string
		gets  []string
	}{
		{extent{0, 4 * mib}, []string{"0-134217727"}, []string{"0-9215", "102400-103423", "111616-112639"}},
		{extent{1 * mib, 4 * mib}, []string{"0-134217727"}, nil},
		{extent{4 * mib, 8 * mib}, []string{"0-134217727"}, []string{"5242880-6291455"}},
		{extent{5*mib + 100, 5*mib + 200}, []string{"0-134217727"}, []string{"5242980-5243079"}},
		{extent{126 * mib, 130 * mib}, []string{"0-134217727", "134217728-268435455"}, []string{"133169152-135266303"}},
		{extent{596 * mib, 600 * mib}, []string{"536870912-629145599"}, []string{"629145088-629145599"}},
		{extent{300 * mib, 301 * mib}, []string{"268435456-402653183"}, nil},
	}
	for _, tt := range tests {
		wire := newWire(t, func(w http.ResponseWriter, r request, n int) { servePages(w, r, filled) })
		content := openPages(t, wire.container(t, ""), 600*mib, "")
		wantRead(t, content, tt.read, filled)
		wantRead(t, content, tt.read, filled) // the second time the ranges are known
		var pages, gets []string
		for _, r := range wire.requests {
			r.wantHeaders(t, map[string]string{"If-Match": `"1"`})
			if asked := r.header.Get("x-ms-range")[len("bytes="):]; r.op != "GET pagelist" {
				gets = append(gets, asked)
			} else if r.query.Get("marker") == "" {
				pages = append(pages, asked)
			}
		}
		if want := slices.Concat(tt.gets, tt.gets); !slices.Equal(pages, tt.pages) || !slices.Equal(gets, want) {
			t.Errorf("%v: asked for the ranges of %q and for the bytes %q,\nwant %q and %q", tt.read, pages, gets, tt.pages, want)
		}
	}
}

func TestManyReadersAskOnce(t *testing.T) {
	filled := []extent{{0, 1 << 20}}
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { servePages(w, r, filled) })
	content := openPages(t, wire.container(t, ""), 1<<27, "")
	var readers sync.WaitGroup
	for i := range int64(16) {
		readers.Go(func() { wantRead(t, content, extent{i << 12, (i + 1) << 12}, filled) })
	}
	readers.Wait()
	lists := 0
	for _, r := range wire.requests {
		if r.op == "GET pagelist" {
			lists++
		}
	}
	if lists != 1 {
		t.Errorf("asked for the ranges %d times", lists)
	}
}

// ranges answers Get Page Ranges with these.
func ranges(elements ...string) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, _ int) {
		fmt.Fprintf(w, "<PageList><PageRange>%s</PageRange></PageList>", strings.Join(elements, "</PageRange><PageRange>"))
	}
}

func TestPageRangesFail(t *testing.T) {
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, r request, n int)
		kind   storage.Kind
	}{
		{"changed since", answer(412, "ConditionNotMet"), storage.Changed},
		{"gone since", answer(404, "BlobNotFound"), storage.NotFound},
		{"changed while it was read", func(w http.ResponseWriter, r request, n int) {
			if n > 1 {
				refuse(w, 412, "ConditionNotMet")
				return
			}
			servePages(w, r, []extent{{0, 512}})
		}, storage.Changed},
		{"damaged", func(w http.ResponseWriter, r request, n int) {
			w.Write([]byte("<PageList><PageRange><Start>1024</Start><End>511</End></PageRange></PageList>"))
		}, storage.Other},
		{"out of order", ranges("<Start>512</Start><End>1023</End>", "<Start>0</Start><End>511</End>"), storage.Other},
		{"overlapping", ranges("<Start>0</Start><End>1023</End>", "<Start>512</Start><End>1535</End>"), storage.Other},
		{"twice", ranges("<Start>0</Start><End>511</End>", "<Start>0</Start><End>511</End>"), storage.Other},
		{"negative", ranges("<Start>-512</Start><End>511</End>"), storage.Other},
		{"beyond the end", ranges("<Start>1048576</Start><End>1049087</End>"), storage.Other},
		{"across the end", ranges("<Start>0</Start><End>1049087</End>"), storage.Other},
		{"near the end of numbers", ranges("<Start>0</Start><End>9223372036854775807</End>"), storage.Other},
		{"of half a page", ranges("<Start>0</Start><End>255</End>"), storage.Other},
		{"in the middle of a page", ranges("<Start>256</Start><End>511</End>"), storage.Other},
		{"no number", ranges("<Start>zero</Start><End>511</End>"), storage.Other},
		{"forever", func(w http.ResponseWriter, r request, n int) {
			w.Write([]byte("<PageList><NextMarker>" + []string{"A", "B"}[n%2] + "</NextMarker></PageList>"))
		}, storage.Other},
		{"no ranges", func(w http.ResponseWriter, r request, n int) { w.Write([]byte("<PageList><PageRange/></PageList>")) }, storage.Other},
		{"no XML", func(w http.ResponseWriter, r request, n int) { w.Write([]byte("welcome to this hotspot")) }, storage.Other},
	}
	for _, tt := range tests {
		wire := newWire(t, tt.answer)
		err := openPages(t, wire.container(t, ""), 1<<20, "").ReadRange(t.Context(), make([]byte, 1<<20), 0)
		if err == nil || storage.KindOf(err) != tt.kind {
			t.Errorf("%s: error %v", tt.name, err)
		}
		if tt.kind == storage.Other && strings.HasSuffix(wire.ops(), "GET") {
			t.Errorf("%s: the ranges were believed", tt.name)
		}
	}
}

// Each request and each message about a snapshot names it.
func TestSnapshotsAreReadAsSuch(t *testing.T) {
	const snapshot = "2013-02-25T08:07:57.1234567Z"
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { servePages(w, r, []extent{{0, 512}}) })
	c := wire.container(t, "/a/..?sv=1&sig=x")
	wantRead(t, openPages(t, c, 1<<20, snapshot), extent{0, 1 << 20}, []extent{{0, 512}})
	wire.wantOps(t, "GET pagelist, GET")
	for _, r := range wire.requests {
		if r.query.Get("snapshot") != snapshot || r.query.Get("sig") != "x" {
			t.Errorf("sent to %s", r.uri)
		}
	}
	broken := newWire(t, answer(404, "BlobNotFound")).container(t, "")
	_, err := read(t, broken, storage.Object{Name: "b", Snapshot: snapshot, Size: 1}, 1, 0)
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("/c/b?snapshot="+snapshot)) {
		t.Errorf("error %v", err)
	}
}
