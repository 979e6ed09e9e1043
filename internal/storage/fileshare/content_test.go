package fileshare

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

func TestReadRangeFails(t *testing.T) {
	for _, tt := range []struct {
		name, etag, contentRange string
		body                     []byte
		kind                     storage.Kind
		want                     string
	}{
		{"another ETag", `"0x2"`, "bytes 0-9/10", content10, storage.Changed, "Source might be changed"},
		{"no ETag", "", "bytes 0-9/10", content10, storage.Changed, "Source might be changed"},
		{"another range", `"0x1"`, "bytes 1-10/11", content10, storage.Other, "was sent the range"},
		{"another size", `"0x1"`, "bytes 0-9/11", content10, storage.Other, "was sent the range"},
		{"no range", `"0x1"`, "", content10, storage.Other, "was sent the range"},
		{"more", `"0x1"`, "bytes 0-9/10", append([]byte("x"), content10...), storage.Other, "was sent 11"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) {
				w.Header().Set("ETag", tt.etag)
				w.Header().Set("Content-Range", tt.contentRange)
				w.WriteHeader(http.StatusPartialContent)
				w.Write(tt.body)
			})
			_, err := read(t, wire.share(t, ""), file10)
			if storage.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want kind %v with %q", err, tt.kind, tt.want)
			}
		})
	}
}

// What is empty of a large file is not asked for.
func TestHolesAreNotRead(t *testing.T) {
	const size = 3*maxRange + 5
	s := open(t, emulated(t)+"/devstoreaccount1/holes", azureEndpoint(t))
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := make([]byte, size)
	copy(want[maxRange:], "filled")
	copy(want[size-5:], "end")
	obj := storage.Object{Name: "f", Size: size}
	w, err := s.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		c := storage.Chunk{Index: i, Offset: int64(i) * maxRange, Length: min(maxRange, size-int64(i)*maxRange)}
		if err := w.WriteChunk(t.Context(), c, want[c.Offset:c.Offset+c.Length]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
		t.Fatal(err)
	}
	if obj, err = s.Stat(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	opened, err := s.Open(t.Context(), obj)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, size)
	if err := opened.ReadRange(t.Context(), got, 0); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read other bytes, or %v", err)
	}
	filled, err := opened.(*sparseContent).content.FilledRanges(t.Context(), wholeOf(size))
	if err != nil || len(filled) != 2 || filled[0].Start != maxRange || filled[1].End != size {
		t.Errorf("filled are %v, %v", filled, err)
	}
}
