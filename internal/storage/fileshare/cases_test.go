package fileshare

import (
	"fmt"
	"testing"

	"azcopy/internal/storage"
)

// Of two names that are one to the share, the second fails, however it is written; the same name may come again.
func TestNamesThatDifferInCaseAlone(t *testing.T) {
	s := open(t, emulated(t)+"/devstoreaccount1/cases", azureEndpoint(t))
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	put := func(name string) error { return s.Put(t.Context(), storage.Object{Name: name, Size: 1}, []byte("x")) }
	create := func(name string) error {
		_, err := s.Create(t.Context(), storage.Object{Name: name, Size: 1}, nil)
		return err
	}
	start := func(name string) error {
		_, err := s.StartCopy(t.Context(), storage.Object{Name: name, Size: 1}, "http://127.0.0.1/devstoreaccount1/cases/none")
		return err
	}
	for _, tt := range []struct {
		name    string
		write   func(name string) error
		collide bool
	}{
		{"dir/File", put, false},
		{"dir/File", put, false},
		{"dir/file", put, true},
		{"DIR/File", create, true},
		{"dir/FILE", start, true},
		{"dir/other", create, false},
		{"dir/other", create, false},
	} {
		if err := tt.write(tt.name); (storage.KindOf(err) == storage.InvalidName) != tt.collide || !tt.collide && err != nil {
			t.Errorf("%s: %v, collides: %v", tt.name, err, tt.collide)
		}
	}
}

func TestCasesAreBounded(t *testing.T) {
	c := newCases()
	for i := range 3 * maxNames {
		if err := c.claim("write", fmt.Sprint("a", i)); err != nil {
			t.Fatal(err)
		}
	}
	if known := len(c.recent) + len(c.old); known > 2*maxNames {
		t.Errorf("%d names are kept", known)
	}
	if err := c.claim("write", fmt.Sprint("A", 3*maxNames-1)); err == nil {
		t.Error("a recent name is forgotten")
	}
}
