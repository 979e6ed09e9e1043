package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// Pages that refer to themselves, which would make bbolt overwrite a page in use or loop for ever.
func TestImpossiblePagesAreDamage(t *testing.T) {
	sound := written(t)
	if err := CheckFile(bytes.NewReader(sound), int64(len(sound))); err != nil {
		t.Fatal(err)
	}
	size := os.Getpagesize()
	for kind, member := range map[uint16]int{
		freePage:   pageHeader,     // the first of the free pages
		branchPage: pageHeader + 8, // the first page below
	} {
		found := 0
		for at := 2 * size; at < len(sound); at += size {
			if binary.NativeEndian.Uint16(sound[at+8:]) != kind {
				continue
			}
			text := bytes.Clone(sound)
			copy(text[at+member:], text[at:at+8]) // refers to its own page
			if CheckFile(bytes.NewReader(text), int64(len(text))) == ErrDamaged {
				found++
			}
		}
		if found == 0 {
			t.Errorf("no page of kind %#x that refers to itself is reported as damaged", kind)
		}
	}
}

// written returns a database with pages of every kind.
func written(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		err := db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte("bucket"))
			for i := 0; i < 2000 && err == nil; i++ {
				err = b.Put(fmt.Appendf(nil, "key %d", i), fmt.Appendf(nil, "value %d", round))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
