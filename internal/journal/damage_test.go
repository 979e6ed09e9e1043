package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"azcopy/internal/plan"
)

// recordsOf returns what the records of a journal hold.
func recordsOf(t *testing.T, j *Journal) map[slot]string {
	t.Helper()
	all := map[slot]string{}
	check(t, j.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				text, err := content(string(name), k, v)
				all[slot{string(name), string(k)}] = string(text)
				return err
			})
		})
	}))
	return all
}

// richJournal returns a journal's file with records of every kind, in pages of every kind, and the states that its last two
// writes have left.
func richJournal(t *testing.T) (text []byte, states []map[slot]string) {
	t.Helper()
	var j *Journal
	j, err := Open(t.TempDir(), Options{Interval: never, Written: func() { states = append(states, recordsOf(t, j)) }})
	check(t, err)
	check(t, j.Begin(Header{Command: "/Source:a /Dest:b", Options: []byte(`{"Source":"a"}`), Sealed: []byte("sealed")}))
	for e := range j.Planned(t.Context(), listing(1, 1200)) {
		switch e.ID % 10 {
		case 0:
			check(t, j.Fail(e))
		case 5:
			check(t, j.Save(e.ID, 3, nil))
			check(t, j.Save(e.ID, -1, []byte("upload")))
		default:
			check(t, j.Finish(e.ID))
		}
	}
	check(t, j.store())
	check(t, j.Finish(5))
	check(t, j.Close())
	text, err = os.ReadFile(j.Path())
	check(t, err)
	states = states[len(states)-2:]
	kinds := map[string]int{}
	for at := range states[1] {
		kinds[at.bucket]++
	}
	if kinds[runBucket] != 4 || kinds[batchBucket] == 0 || kinds[finishedBucket] == 0 || kinds[entryBucket] < 100 || kinds[stepBucket] < 100 {
		t.Fatalf("records: %v", kinds)
	}
	return text, states
}

// One byte that is another makes a journal damaged, or means nothing. The exception is the page that describes the file as
// the last write has left it: when that is damaged the one before it counts, as if the run had ended then.
func TestOneWrongByteIsFoundOrMeansNothing(t *testing.T) {
	sound, states := richJournal(t)
	random := rand.New(rand.NewPCG(5, 6))
	path := filepath.Join(t.TempDir(), FileName)
	damaged := 0
	try := func(at int, b byte) {
		if sound[at] == b {
			return
		}
		text := slices.Clone(sound)
		text[at] = b
		check(t, os.RemoveAll(path)) // what could not be opened may stay locked
		check(t, os.WriteFile(path, text, 0o600))
		j, err := load(path)
		if errors.Is(err, bolterrors.ErrTimeout) {
			t.Fatal(err)
		}
		if err != nil {
			damaged++
			return
		}
		defer j.db.Close()
		got := recordsOf(t, j)
		former := at < 2*os.Getpagesize() && maps.Equal(got, states[0])
		if !former && !maps.Equal(got, states[1]) {
			t.Errorf("byte %d of page %d as %#x: other records", at%os.Getpagesize(), at/os.Getpagesize(), b)
		}
	}
	points, step := 6000, 1
	if testing.Short() {
		points, step = 600, 8
	}
	for page := 0; page < len(sound); page += os.Getpagesize() { // what describes it, byte by byte
		for at := page + random.IntN(step); at < page+64; at += step {
			try(at, sound[at]^1<<random.IntN(8))
		}
	}
	for range points {
		try(random.IntN(len(sound)), byte(random.Uint32()))
	}
	if damaged < points/10 {
		t.Errorf("only %d were recognised", damaged)
	}
}

// What is damaged need not be all of a record: each of these leaves all checksums of records right.
func TestARecordThatIsMissingIsDamage(t *testing.T) {
	for _, lost := range []slot{{runBucket, cursorKey}, {runBucket, sumKey}, {batchBucket, idKey(1)}, {finishedBucket, idKey(1)}} {
		t.Run(fmt.Sprintf("%s %q", lost.bucket, lost.key), func(t *testing.T) {
			folder := t.TempDir()
			j := begin(t, folder)
			// One batch, of which one entry is done, so that each of the records is there.
			check(t, j.Plan([]plan.Entry{entry(1), entry(2), entry(3)}, Cursor{Name: "file-000003", ID: 3, End: true}))
			check(t, j.Finish(1))
			check(t, j.store())
			check(t, j.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte(lost.bucket)).Delete([]byte(lost.key)) }))
			check(t, j.Close())
			j, err := load(j.Path())
			if err == nil {
				t.Errorf("it is resumed with the cursor %+v", j.cursor)
				check(t, j.db.Close())
			}
		})
	}
}

// Structures that bbolt would believe, to write over what is in use or to walk in a circle.
func TestPagesThatCannotBeAreDamage(t *testing.T) {
	sound, _ := richJournal(t)
	size := os.Getpagesize()
	for kind, member := range map[uint16]int{
		0x10: 16,     // a list of free pages: the first of them
		0x01: 16 + 8, // a branch: the first page below
	} {
		tried := 0
		for at := 2 * size; at < len(sound); at += size {
			if binary.NativeEndian.Uint16(sound[at+8:]) != kind {
				continue
			}
			tried++
			text := slices.Clone(sound)
			copy(text[at+member:], text[at:at+8]) // is this page itself
			path := filepath.Join(t.TempDir(), FileName)
			check(t, os.WriteFile(path, text, 0o600))
			j, err := load(path)
			if err == nil {
				check(t, j.db.Close())
				tried-- // unless the page was not in use
			}
		}
		if tried == 0 {
			t.Errorf("no page of kind %#x that names itself was found to be damaged", kind)
		}
	}
}
