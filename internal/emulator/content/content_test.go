package content_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
)

// shop is a store of contents, and what it is made of.
type shop struct {
	*content.Store
	index   index.Index
	extents extent.Store
}

func open(t *testing.T) shop {
	t.Helper()
	part, err := index.NewMemory().Part(index.Blob)
	if err != nil {
		t.Fatal(err)
	}
	extents := extent.NewMemory()
	return shop{content.NewStore(part, extents), part, extents}
}

// write replaces a range of a content by bytes, or makes a hole of it when they are nil, and returns the name of the content
// after that.
func (s shop) write(t *testing.T, name string, from, to int64, with []byte) string {
	t.Helper()
	body := content.Body{}
	if with != nil {
		id, err := s.extents.Write(bytes.NewReader(with), to-from)
		if err != nil {
			t.Fatal(err)
		}
		body = content.Body{Extent: id, Size: to - from}
	}
	err := s.Update(func(c *content.Change) (err error) {
		if name, err = c.Own(name); err != nil {
			return err
		}
		if err := c.Cut(name, from, to); err != nil || with == nil {
			return err
		}
		return c.Add(name, from, body.Segments()[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func (s shop) read(t *testing.T, name string, asked rest.Range) []byte {
	t.Helper()
	var runs []content.Run
	err := s.index.View(func(tx index.Reader) (err error) {
		runs, err = content.Find(tx, name, asked, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := s.Read(runs)
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestContentsAreLikeMemory writes to a content and to a copy that shares it, and compares both with memory. When both are
// dropped, nothing is left.
func TestContentsAreLikeMemory(t *testing.T) {
	const size = 64
	s, random := open(t), rand.New(rand.NewPCG(1, 2))
	names, models := []string{"", ""}, [][]byte{make([]byte, size), make([]byte, size)}
	for step := range 400 {
		if step == 200 { // the second becomes a copy of the first
			if err := s.Update(func(c *content.Change) error { c.Refer(names[0]); return c.Drop(names[1]) }); err != nil {
				t.Fatal(err)
			}
			names[1], models[1] = names[0], bytes.Clone(models[0])
		}
		which, from := random.IntN(2), random.Int64N(size)
		to := from + 1 + random.Int64N(size-from)
		var with []byte
		if random.IntN(3) > 0 {
			with = bytes.Repeat([]byte{byte(step)}, int(to-from))
		}
		names[which] = s.write(t, names[which], from, to, with)
		clear(models[which][from:to])
		copy(models[which][from:to], with)
		for i, model := range models {
			asked := rest.Range{Offset: random.Int64N(size), Asked: true}
			asked.Length = random.Int64N(size - asked.Offset + 1)
			if got := s.read(t, names[i], asked); !bytes.Equal(got, model[asked.Offset:asked.Offset+asked.Length]) {
				t.Fatalf("step %d: content %d at %+v is %v, want %v", step, i, asked, got, model)
			}
		}
	}
	if err := s.Update(func(c *content.Change) error { return errors.Join(c.Drop(names[0]), c.Drop(names[1])) }); err != nil {
		t.Fatal(err)
	}
	err := s.index.View(func(tx index.Reader) error {
		if left := index.KeysBelow(tx, ""); len(left) > 0 || s.extents.Any() {
			t.Errorf("records are left: %q, or extents", left)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMissingBytesAreDamage reads a range that nothing was written to, where there may be no holes.
func TestMissingBytesAreDamage(t *testing.T) {
	s := open(t)
	name := s.write(t, "", 0, 4, []byte("some"))
	err := s.index.View(func(tx index.Reader) error {
		_, err := content.Find(tx, name, rest.Range{Length: 5, Asked: true}, false)
		return err
	})
	if !errors.Is(err, index.ErrDamaged) {
		t.Errorf("the error is %v", err)
	}
}
