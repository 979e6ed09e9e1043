// Package storagetest is the suite that every driver passes. It checks each sentence of the contracts in package storage: it
// writes through the driver's Destination and reads back through its Source.
package storagetest

import (
	"bytes"
	"context"
	"crypto/md5"
	"math/rand/v2"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// Place is an empty location, as source and as destination, with what the driver says about itself.
type Place struct {
	Source storage.Source
	Dest   storage.Destination
	// Impossible are names from OddNames that the location can't have.
	Impossible map[string]bool
}

// Driver opens new, empty places; Missing opens one whose container or folder does not exist.
type Driver struct {
	Empty   func(t *testing.T) Place
	Missing func(t *testing.T) storage.Source
}

// Run runs the suite.
func Run(t *testing.T, d Driver) {
	tests := []struct {
		name string
		run  func(t *testing.T, d Driver)
	}{
		{"TraitsAreTrue", testTraits},
		{"ListIsOrderedAndResumes", testList},
		{"ListSelects", testListSelects},
		{"ListOfNothing", testListOfNothing},
		{"OddNames", testOddNames},
		{"Sizes", testSizes},
		{"ConcurrentRanges", testConcurrentRanges},
		{"NothingVisibleBeforeCommit", testVisibility},
		{"AbortLeavesThePreviousObject", testAbort},
		{"DiscardLeavesTheFormerObject", testDiscard},
		{"ResumeKeepsWhatWasWritten", testResume},
		{"Properties", testProperties},
		{"ChangedObject", testChanged},
		{"AbsentObject", testAbsent},
		{"Cancelled", testCancelled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, d) })
	}
}

// unlessInPlace skips a test about objects that appear when they are whole, where all objects are written in place.
// RunInPlace is for those.
func unlessInPlace(t *testing.T, p Place) {
	t.Helper()
	if p.Dest.Traits(described("file", nil)).InPlace {
		t.Skip("objects are written in place")
	}
}

// OddNames are names that are known to trip drivers.
func OddNames() []string {
	return []string{
		"plain", "with space", " leading", "trailing dot.", "percent%20", "plus+plus", "hash#", "question?", "amp&amp;",
		`quote"'`, "<angle>", "semi;colon", "colon:", "star*", "pipe|", "at@", "tilde~", "(paren) [bracket] {brace}",
		"ünï-NFC-\u00e9", "NFD-e\u0301", "日本語", "emoji-🎉", "UPPER", "a=b,c", "$dollar", "deep/er/and/deeper/file",
		"long-" + string(bytes.Repeat([]byte("x"), 195)), "ending.with.many...dots", "-dash", "^caret`", `back\slash`,
	}
}

func content(size int64) []byte {
	p := make([]byte, size)
	rng := rand.New(rand.NewPCG(uint64(size), 1))
	for i := range p {
		p[i] = byte(rng.Uint32())
	}
	return p
}

// described is an object as the suite writes it.
func described(name string, p []byte) storage.Object {
	sum := md5.Sum(p)
	return storage.Object{
		Name: name, Size: int64(len(p)), ModTime: time.Date(2015, 4, 15, 12, 0, 0, 0, time.UTC),
		Props: storage.Properties{BlobType: storage.BlockBlob, ContentType: "text/x-suite", ContentMD5: sum[:]},
	}
}

// write writes an object as a mover does: whole if it is small, else in chunks.
func write(t *testing.T, d storage.Destination, name string, p []byte) storage.Object {
	t.Helper()
	obj := described(name, p)
	if obj.Size <= chunkSize(t, d, obj.Size) {
		if err := d.Put(t.Context(), obj, p); err != nil {
			t.Fatalf("put %q: %v", name, err)
		}
		return obj
	}
	w := writeChunks(t, d, obj, p)
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatalf("commit %q: %v", name, err)
	}
	return obj
}

// writeChunks writes all chunks, the last one first, and leaves the object uncommitted.
func writeChunks(t *testing.T, d storage.Destination, obj storage.Object, p []byte) storage.ChunkWriter {
	t.Helper()
	w, err := d.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatalf("create %q: %v", obj.Name, err)
	}
	size := chunkSize(t, d, obj.Size)
	for i := int((obj.Size+size-1)/size) - 1; i >= 0; i-- {
		c := storage.Chunk{Index: i, Offset: int64(i) * size, Length: min(size, obj.Size-int64(i)*size)}
		if err := w.WriteChunk(t.Context(), c, p[c.Offset:c.Offset+c.Length]); err != nil {
			t.Fatalf("write chunk %d of %q: %v", i, obj.Name, err)
		}
	}
	return w
}

func chunkSize(t *testing.T, d storage.Destination, size int64) int64 {
	t.Helper()
	chunk, err := d.ChunkSize(storage.Object{Size: size})
	if err != nil || chunk < 1 {
		t.Fatalf("chunk size of %d bytes: %d, %v", size, chunk, err)
	}
	return chunk
}

// read returns the object's content and proves it consistent.
func read(t *testing.T, s storage.Source, obj storage.Object) []byte {
	t.Helper()
	c, err := s.Open(t.Context(), obj)
	if err != nil {
		t.Fatalf("open %q: %v", obj.Name, err)
	}
	defer c.Close()
	p := make([]byte, obj.Size)
	if len(p) > 0 {
		if err := c.ReadRange(t.Context(), p, 0); err != nil {
			t.Fatalf("read %q: %v", obj.Name, err)
		}
	}
	if err := c.Verify(t.Context()); err != nil {
		t.Fatalf("verify %q: %v", obj.Name, err)
	}
	return p
}

func list(t *testing.T, s storage.Source, q storage.Query) []storage.Object {
	t.Helper()
	var objects []storage.Object
	for obj, err := range s.List(t.Context(), q) {
		if err != nil {
			t.Fatalf("list %+v: %v", q, err)
		}
		objects = append(objects, obj)
	}
	return objects
}

func names(objects []storage.Object) []string {
	var n []string
	for _, obj := range objects {
		n = append(n, obj.Name)
	}
	return n
}

func prepared(t *testing.T, d Driver) Place {
	t.Helper()
	p := d.Empty(t)
	for range 2 { // the second finds what the first created
		if err := p.Dest.Prepare(t.Context()); err != nil {
			t.Fatalf("prepare: %v", err)
		}
	}
	return p
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
