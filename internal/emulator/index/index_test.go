package index_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"azcopy/internal/emulator/index"
)

// forEach runs a test with an empty index of each kind.
func forEach(t *testing.T, test func(*testing.T, index.Index)) {
	for name, open := range map[string]func(*testing.T) opened{
		"memory": func(t *testing.T) opened { return openPart(t, index.NewMemory()) },
		"file":   func(t *testing.T) opened { return openFile(t, filepath.Join(t.TempDir(), "index.db")) },
	} {
		t.Run(name, func(t *testing.T) {
			i := open(t)
			defer func() {
				if err := i.Close(); err != nil {
					t.Error(err)
				}
			}()
			test(t, i)
		})
	}
}

// opened is a store and one part of it.
type opened struct {
	index.Index
	io.Closer
}

func openPart(t testing.TB, s index.Store) opened {
	t.Helper()
	i, err := s.Part(index.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return opened{i, s}
}

func openFile(t *testing.T, path string) opened {
	t.Helper()
	s, err := index.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return openPart(t, s)
}

// TestPartsAreSeparate writes the same key to two parts.
func TestPartsAreSeparate(t *testing.T) {
	file, err := index.OpenFile(filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []index.Store{index.NewMemory(), file} {
		defer s.Close()
		for _, name := range []index.Name{index.Blob, "other"} {
			part, err := s.Part(name)
			if err != nil {
				t.Fatal(err)
			}
			fill(t, part, "key")
			if err := part.Update(func(w index.Writer) error { w.Put("key", []byte(name)); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		part, err := s.Part(index.Blob)
		if err != nil {
			t.Fatal(err)
		}
		if err := part.View(func(r index.Reader) error {
			if got := records(r); !maps.Equal(got, map[string]string{"key": string(index.Blob)}) {
				t.Errorf("the part has %q", got)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// fill writes each key with itself as its value.
func fill(t *testing.T, i index.Index, keys ...string) {
	t.Helper()
	err := i.Update(func(w index.Writer) error {
		for _, key := range keys {
			w.Put(key, []byte(key))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// records returns everything that a reader sees.
func records(r index.Reader) map[string]string {
	all := make(map[string]string)
	cursor := r.Cursor()
	for ok := cursor.Seek(""); ok; ok = cursor.Next() {
		all[cursor.Key()] = string(cursor.Value())
	}
	return all
}

func TestGetPutDelete(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		fill(t, i, "a", "b")
		err := i.Update(func(w index.Writer) error {
			w.Put("a", []byte("replaced"))
			w.Delete("b")
			w.Delete("not there")
			w.Put("c", []byte("new"))
			if got := string(w.Get("a")) + " " + string(w.Get("c")); got != "replaced new" || w.Get("b") != nil {
				t.Errorf("a write reads of itself %q, %q", got, w.Get("b"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = i.View(func(r index.Reader) error {
			if got, want := records(r), map[string]string{"a": "replaced", "c": "new"}; !maps.Equal(got, want) {
				t.Errorf("the records are %q, want %q", got, want)
			}
			if r.Get("b") != nil || r.Get("") != nil {
				t.Error("there is a value of no record")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCursor(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		fill(t, i, "b", "d", "d\x00", "d/", "ü", "\U0001F642")
		for _, test := range []struct{ key, seek, next, floor string }{
			{"", "b", "d", ""},
			{"a", "b", "d", ""},
			{"b", "b", "d", "b"},
			{"c", "d", "d\x00", "b"},
			{"d", "d", "d\x00", "d"},
			{"d\x00", "d\x00", "d/", "d\x00"},
			{"d\x01", "d/", "ü", "d\x00"},
			{"e", "ü", "\U0001F642", "d/"},
			{"\U0001F642", "\U0001F642", "", "\U0001F642"},
			{"\xff", "", "", "\U0001F642"},
		} {
			err := i.View(func(r index.Reader) error {
				cursor := r.Cursor()
				at := func(move string, ok bool, want string) {
					if ok != (want != "") || ok && (cursor.Key() != want || string(cursor.Value()) != want) {
						t.Errorf("%s(%q): %t, want %q", move, test.key, ok, want)
					}
				}
				at("Floor", cursor.Floor(test.key), test.floor)
				found := cursor.Seek(test.key)
				at("Seek", found, test.seek)
				if found {
					at("Next after Seek", cursor.Next(), test.next)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestCursorOfNothing(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		err := i.View(func(r index.Reader) error {
			if r.Cursor().Seek("") || r.Cursor().Floor("x") {
				t.Error("there is a record")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUpdateThatFailsLeavesNoTrace(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		fill(t, i, "a", "b")
		failure := errors.New("no")
		err := i.Update(func(w index.Writer) error {
			w.Put("a", []byte("changed"))
			w.Put("c", nil)
			w.Delete("b")
			return failure
		})
		if !errors.Is(err, failure) {
			t.Errorf("the error is %v", err)
		}
		if err := i.View(func(r index.Reader) error {
			if got, want := records(r), map[string]string{"a": "a", "b": "b"}; !maps.Equal(got, want) {
				t.Errorf("the records are %q, want %q", got, want)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// A read sees the state in which it started, whatever is written during it. A write may wait for the read: a file that grows
// is mapped again when nobody reads.
func TestViewIsOneState(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		fill(t, i, "a")
		written := make(chan error, 1)
		err := i.View(func(r index.Reader) error {
			started := make(chan struct{})
			go func() {
				written <- i.Update(func(w index.Writer) error {
					close(started)
					w.Put("b", []byte("b"))
					return nil
				})
			}()
			<-started
			if got, want := records(r), map[string]string{"a": "a"}; !maps.Equal(got, want) {
				t.Errorf("the records are %q, want %q", got, want)
			}
			return nil
		})
		if err := errors.Join(err, <-written); err != nil {
			t.Fatal(err)
		}
	})
}

// Writes happen one after another, and reads between them see whole ones.
func TestConcurrentUse(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		fill(t, i, "x", "y")
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				for m := range 20 {
					value := fmt.Sprint(n, m)
					if err := i.Update(func(w index.Writer) error {
						w.Put("x", []byte(value))
						w.Put("y", []byte(value))
						return nil
					}); err != nil {
						t.Error(err)
					}
				}
			})
			all.Go(func() {
				for range 20 {
					if err := i.View(func(r index.Reader) error {
						x, y := string(r.Get("x")), string(r.Get("y"))
						if x != y && (x != "x" || y != "y") {
							t.Errorf("half of a write is seen: %q, %q", x, y)
						}
						return nil
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	})
}

// Both kinds behave like a map with sorted keys.
func TestRandomChanges(t *testing.T) {
	forEach(t, func(t *testing.T, i index.Index) {
		random := rand.New(rand.NewPCG(1, 2))
		model := make(map[string]string)
		for range 60 {
			err := i.Update(func(w index.Writer) error {
				for range 20 {
					key := fmt.Sprintf("%03d", random.IntN(300))
					if random.IntN(3) == 0 {
						w.Delete(key)
						delete(model, key)
						continue
					}
					value := fmt.Sprint(random.Int())
					w.Put(key, []byte(value))
					model[key] = value
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			err = i.View(func(r index.Reader) error {
				checkModel(t, r, model, fmt.Sprintf("%03d", random.IntN(300)))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func checkModel(t *testing.T, r index.Reader, model map[string]string, key string) {
	t.Helper()
	if got := records(r); !maps.Equal(got, model) {
		t.Fatalf("the records are %q, want %q", got, model)
	}
	floor := ""
	for _, k := range slices.Sorted(maps.Keys(model)) {
		if k <= key {
			floor = k
		}
	}
	cursor := r.Cursor()
	if ok := cursor.Floor(key); ok != (floor != "") || ok && cursor.Key() != floor {
		t.Fatalf("Floor(%q) is %t, want %q", key, ok, floor)
	}
}

func TestFileIsReopened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	i := openFile(t, path)
	fill(t, i, "a", "b")
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	i = openFile(t, path)
	defer i.Close()
	if err := i.View(func(r index.Reader) error {
		if got, want := records(r), map[string]string{"a": "a", "b": "b"}; !maps.Equal(got, want) {
			t.Errorf("the records are %q, want %q", got, want)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOpenFileFails(t *testing.T) {
	if _, err := index.OpenFile(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("it was opened")
	}
}
