package fileshare

import (
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
