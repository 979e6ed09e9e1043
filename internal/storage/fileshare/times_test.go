package fileshare

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// A file gets the last-write time of its source, in units of 100 ns, however it is written; without being asked to, the share
// has the time when it was written.
func TestLastWriteTimes(t *testing.T) {
	at, kept := time.Date(2015, 4, 15, 12, 0, 0, 123456789, time.UTC), time.Date(2015, 4, 15, 12, 0, 0, 123456700, time.UTC)
	account := emulated(t) + "/devstoreaccount1"
	plain := open(t, account+"/times", azureEndpoint(t))
	if err := plain.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	small := func(s *Share, name string) error {
		return s.Put(t.Context(), storage.Object{Name: name, Size: 1, ModTime: at}, []byte("x"))
	}
	inChunks := func(s *Share, name string) error {
		w, err := s.Create(t.Context(), storage.Object{Name: name, Size: 1, ModTime: at}, nil)
		if err == nil {
			err = w.WriteChunk(t.Context(), storage.Chunk{Length: 1}, []byte("x"))
		}
		if err == nil {
			err = w.Commit(t.Context(), storage.Properties{})
		}
		return err
	}
	byService := func(s *Share, name string) error {
		_, err := s.StartCopy(t.Context(), storage.Object{Name: name, Size: 1, ModTime: at}, storage.Secret(account+"/times/plain"))
		return err
	}
	if err := small(plain, "plain"); err != nil {
		t.Fatal(err)
	}
	if obj, err := plain.Stat(t.Context(), "plain"); err != nil || time.Since(obj.ModTime) > time.Hour {
		t.Errorf("written at %v, %v", obj.ModTime, err)
	}
	for name, write := range map[string]func(s *Share, name string) error{"small": small, "chunks": inChunks, "copied": byService} {
		if err := write(plain.WithTimes(), name); err != nil {
			t.Fatal(err)
		}
		if obj, err := plain.Stat(t.Context(), name); err != nil || !obj.ModTime.Equal(kept) {
			t.Errorf("%s: last written at %v, %v, want %v", name, obj.ModTime, err, kept)
		}
	}
}

// With the last-write time, a file gets the attributes and the creation time of its source.
func TestAttributesAreKeptWithTimes(t *testing.T) {
	created := time.Date(2001, 2, 3, 4, 5, 6, 700, time.UTC)
	s := open(t, emulated(t)+"/devstoreaccount1/attributes", azureEndpoint(t)).WithTimes()
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, attributes := range []string{"Hidden|Archive", "ReadOnly|Archive", "Archive", "Archive|Newer"} {
		obj := storage.Object{Name: attributes[:1] + "small", Size: 1, ModTime: created, Created: created, Attributes: attributes}
		if err := s.Put(t.Context(), obj, []byte("x")); err != nil {
			t.Fatal(err)
		}
		source := obj
		obj.Name = attributes[:1] + "copied"
		link, err := s.Link(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.StartCopy(t.Context(), obj, link); err != nil {
			t.Fatal(err)
		}
		want := attributes
		if attributes == "Archive|Newer" { // which this program does not know
			want = "Archive"
		}
		for _, name := range []string{source.Name, obj.Name} {
			got, err := s.Stat(t.Context(), name)
			if err != nil || len(got.Attributes) != len(want) || !got.Created.Equal(created) {
				t.Errorf("%s has %q and was made at %v, %v; want %q", name, got.Attributes, got.Created, err, want)
			}
			if !strings.Contains(want, "ReadOnly") {
				continue
			}
			if err := s.Put(t.Context(), storage.Object{Name: name, Size: 1}, []byte("y")); err == nil || !strings.Contains(err.Error(), "attribute ReadOnly") {
				t.Errorf("replaced what is read-only: %v", err)
			}
		}
	}
}

// That a file is read-only is the last thing that happens to it, so that a request before it can be sent again.
func TestReadOnlyComesLast(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, _ int) { succeed(w, r) })
	obj := file10
	obj.ModTime, obj.Attributes = time.Now(), "ReadOnly"
	if err := wire.share(t, "").WithTimes().Put(t.Context(), obj, content10); err != nil {
		t.Fatal(err)
	}
	wire.wantOps(t, "PUT, PUT range, PUT properties")
	for i, want := range []string{"", "", "ReadOnly"} {
		if got := wire.requests[i].header.Get("x-ms-file-attributes"); got != want {
			t.Errorf("request %d has the attributes %q", i, got)
		}
	}
}
