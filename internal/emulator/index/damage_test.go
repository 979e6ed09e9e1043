package index_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/emulator/index"
)

// indexFile returns the text of an index with a few hundred records, some of which were replaced and deleted, so that it
// has pages of every kind.
func indexFile(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.db")
	store, err := index.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := openPart(t, store)
	for round := range 3 {
		err := i.Update(func(w index.Writer) error {
			for n := range 400 {
				w.Put(fmt.Sprintf("b/account/container/%04d", n), []byte(strings.Repeat("v", 20+round*n%50)))
			}
			for n := range 100 {
				w.Delete(fmt.Sprintf("b/account/container/%04d", 4*n))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// use opens an index of this text, reads and changes it. What is wrong with it may be reported at any of these steps, and
// must be reported as damage.
func use(t testing.TB, path string, text []byte) error {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path) // to write over it would wait for the disk
	store, err := index.OpenFile(path)
	if err == nil {
		defer store.Close()
		err = usePart(store)
	}
	if err != nil && !errors.Is(err, index.ErrDamaged) {
		t.Errorf("the error is %v, and does not say that the index is damaged", err)
	}
	return err
}

func usePart(store index.Store) error {
	i, err := store.Part(index.Blob)
	if err != nil {
		return err
	}
	return errors.Join(
		i.View(func(r index.Reader) error { records(r); return nil }),
		i.Update(func(w index.Writer) error {
			w.Put("b/account/container/0001", []byte("new"))
			w.Delete("b/account/container/0333")
			return nil
		}))
}

// TestDamageIsAnError flips bytes of an index all over it, those of the pages' heads first. Nothing panics, and what can't
// be used is reported as damaged.
func TestDamageIsAnError(t *testing.T) {
	text, path := indexFile(t), filepath.Join(t.TempDir(), "index.db")
	if err := use(t, path, text); err != nil {
		t.Fatalf("the index as it was written: %v", err)
	}
	page, found := os.Getpagesize(), 0
	for at := range text {
		if step := 509; at%step != 0 && (at%page >= 48 || at%13 != 0) { // more would take long, and FuzzDamage tries the rest
			continue
		}
		damaged := bytes.Clone(text)
		damaged[at] ^= 0x41
		if use(t, path, damaged) != nil {
			found++
		}
	}
	if found == 0 {
		t.Error("no damage was found at all")
	}
}

func TestTruncationIsAnError(t *testing.T) {
	text, path := indexFile(t), filepath.Join(t.TempDir(), "index.db")
	page := os.Getpagesize()
	used := bytes.LastIndexFunc(text, func(r rune) bool { return r != 0 }) // of what follows nothing was ever written
	for length := 1; length < used; length += page / 4 {
		if err := use(t, path, text[:length]); err == nil {
			t.Errorf("%d of %d bytes are left, and nothing is said", length, len(text))
		}
	}
}

// TestTruncationOfAnOpenIndex cuts the file off while it is in use, which makes reading it a fault.
func TestTruncationOfAnOpenIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	if err := os.WriteFile(path, indexFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	i := openFile(t, path)
	defer i.Close()
	if err := os.Truncate(path, int64(os.Getpagesize())); err != nil {
		t.Skip("this system does not cut off a file that is in use")
	}
	if err := i.View(func(r index.Reader) error { records(r); return nil }); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("reading what was cut off returns %v", err)
	}
}

func TestOtherFilesAreNotAnIndex(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := index.OpenFile(filepath.Join(folder, "folder")); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a folder: %v", err)
	}
	for name, text := range map[string]string{"text": "some text", "zeros": strings.Repeat("\x00", 1<<16), "long text": strings.Repeat("text", 1<<14)} {
		if err := use(t, filepath.Join(folder, name), []byte(text)); err == nil {
			t.Errorf("%s was taken for an index", name)
		}
	}
}

// FuzzDamage writes over a part of an index, and cuts it off.
func FuzzDamage(f *testing.F) {
	text, path := indexFile(f), filepath.Join(f.TempDir(), "index.db")
	f.Add(uint32(0), uint32(len(text)), []byte{})
	f.Add(uint32(4096*3+9), uint32(len(text)), []byte{2, 0})
	f.Add(uint32(20), uint32(4096*3), []byte{1})
	f.Fuzz(func(t *testing.T, at, length uint32, with []byte) {
		damaged := bytes.Clone(text)
		copy(damaged[int(at)%len(damaged):], with)
		_ = use(t, path, damaged[:int(length)%(len(damaged)+1)])
	})
}
