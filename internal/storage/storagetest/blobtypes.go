package storagetest

import (
	"bytes"
	"maps"
	"testing"

	"azcopy/internal/storage"
)

// RunInPlace runs the suite for blobs of a type that is written in place: page and append blobs. Their sizes are
// multiples of unit bytes.
func RunInPlace(t *testing.T, d Driver, blobType storage.BlobType, unit int64) {
	k := kind{blobType, unit}
	tests := []struct {
		name string
		run  func(t *testing.T, d Driver, k kind)
	}{
		{"TraitsAreTrue", testTraitsInPlace},
		{"Sizes", testSizesInPlace},
		{"AnyChunkSizeIsLegal", testChunkSizes},
		{"WholeObjects", testPutInPlace},
		{"ReplacesItsOwnType", testReplaced},
		{"AbortLeavesNothing", testAbortInPlace},
		{"AbortLeavesWhatIsComplete", testAbortAfterCommit},
		{"DiscardLeavesWhatIsComplete", testDiscardInPlace},
		{"ResumeKeepsWhatWasWritten", testResumeInPlace},
		{"ResumeFindsOnlyItsOwn", testResumeOfAnother},
		{"Properties", testPropertiesInPlace},
		{"ChangedObject", testChangedInPlace},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, d, k) })
	}
}

// kind is a type of blob with the unit of its sizes.
type kind struct {
	blobType storage.BlobType
	unit     int64
}

// size returns n rounded up to a size that the type can have.
func (k kind) size(n int64) int64 { return (n + k.unit - 1) / k.unit * k.unit }

func (k kind) described(name string, p []byte) storage.Object {
	obj := described(name, p)
	obj.Props.BlobType = k.blobType
	if k.blobType == storage.PageBlob {
		obj.Props.SequenceNumber = 7
	}
	obj.Props.Metadata = map[string]string{"one": "1"}
	return obj
}

func (k kind) chunks(t *testing.T, d storage.Destination, obj storage.Object) []storage.Chunk {
	t.Helper()
	length, err := d.ChunkSize(obj)
	if err != nil || length < 1 {
		t.Fatalf("chunk size of %d bytes: %d, %v", obj.Size, length, err)
	}
	var chunks []storage.Chunk
	for off := int64(0); off < obj.Size; off += length {
		chunks = append(chunks, storage.Chunk{Index: len(chunks), Offset: off, Length: min(length, obj.Size-off)})
	}
	return chunks
}

// write writes an object in chunks, and in their order.
func (k kind) write(t *testing.T, d storage.Destination, name string, p []byte) storage.Object {
	t.Helper()
	obj := k.described(name, p)
	w := resumed(t, d, obj, nil)
	writeAll(t, w, p, k.chunks(t, d, obj)...)
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatalf("commit %q: %v", name, err)
	}
	return obj
}

func (k kind) assertProperties(t *testing.T, p Place, want storage.Object) {
	t.Helper()
	stat, err := p.Source.Stat(t.Context(), want.Name)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range withListed(t, p, stat) {
		g, w := got.Props, want.Props
		same := g.BlobType == w.BlobType && g.ContentType == w.ContentType && g.ContentEncoding == w.ContentEncoding &&
			g.ContentLanguage == w.ContentLanguage && g.CacheControl == w.CacheControl && g.SequenceNumber == w.SequenceNumber &&
			bytes.Equal(g.ContentMD5, w.ContentMD5) && maps.Equal(lower(g.Metadata), lower(w.Metadata))
		if !same || got.Size != want.Size {
			t.Errorf("%d bytes: %+v, want %+v", want.Size, got, want)
		}
	}
}

func testSizesInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	const chunk = 4 << 20
	for _, n := range []int64{0, 1, chunk - 1, chunk, chunk + 1, 2*chunk + 7} {
		want := content(k.size(n))
		obj := k.write(t, p.Dest, "file", want)
		assertHolds(t, p, "file", want)
		k.assertProperties(t, p, obj)
	}
}

func testChunkSizes(t *testing.T, d Driver, k kind) {
	p := d.Empty(t)
	for size := k.unit; size < 1<<42; size = k.size(size * 3) {
		chunk, err := p.Dest.ChunkSize(storage.Object{Size: size, Props: storage.Properties{BlobType: k.blobType}})
		if err != nil || chunk < 1 || chunk > 100<<20 || chunk%k.unit != 0 {
			t.Errorf("%d bytes: chunks of %d, %v", size, chunk, err)
		}
		if k.blobType == storage.AppendBlob && (size+chunk-1)/chunk > 50_000 {
			t.Errorf("%d bytes: %d blocks", size, (size+chunk-1)/chunk)
		}
	}
	_, err := p.Dest.ChunkSize(storage.Object{Size: 1 << 43 * 2, Props: storage.Properties{BlobType: k.blobType}})
	if storage.KindOf(err) != storage.TooLarge {
		t.Errorf("16 TiB: %v, want an error of kind TooLarge", err)
	}
	if k.unit > 1 {
		_, err := p.Dest.ChunkSize(storage.Object{Size: k.unit + 1, Props: storage.Properties{BlobType: k.blobType}})
		if storage.KindOf(err) != storage.InvalidSize {
			t.Errorf("not a multiple of %d: %v, want an error of kind InvalidSize", k.unit, err)
		}
	}
}

func testPutInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	for _, n := range []int64{0, 1, 10_000} {
		want := content(k.size(n))
		obj := k.described("file", want)
		if err := p.Dest.Put(t.Context(), obj, want); err != nil {
			t.Fatal(err)
		}
		assertHolds(t, p, "file", want)
		k.assertProperties(t, p, obj)
	}
}

func testReplaced(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	k.write(t, p.Dest, "file", content(k.size(100_000)))
	want := content(k.size(10_000))
	obj := k.write(t, p.Dest, "file", want)
	assertHolds(t, p, "file", want)
	k.assertProperties(t, p, obj)
}

func testPropertiesInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	for _, n := range []int64{0, 5, 4<<20 + 1} {
		data := content(k.size(n))
		obj := k.described("file", data)
		w := resumed(t, p.Dest, obj, nil)
		writeAll(t, w, data, k.chunks(t, p.Dest, obj)...)
		obj.Props.ContentEncoding, obj.Props.ContentLanguage, obj.Props.CacheControl = "gzip", "de", "no-cache"
		if err := w.Commit(t.Context(), obj.Props); err != nil {
			t.Fatal(err)
		}
		k.assertProperties(t, p, obj)
		w = resumed(t, p.Dest, obj, nil)
		writeAll(t, w, data, k.chunks(t, p.Dest, obj)...)
		obj.Props.Metadata = map[string]string{"Two": "zwei"}
		if err := w.Commit(t.Context(), obj.Props); err != nil {
			t.Fatal(err)
		}
		k.assertProperties(t, p, obj)
	}
}

func testChangedInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	k.write(t, p.Dest, "file", content(k.size(100_000)))
	listed := list(t, p.Source, storage.Query{})[0]
	k.write(t, p.Dest, "file", content(k.size(200_000)))
	if err := openAndRead(t.Context(), p.Source, listed); storage.KindOf(err) != storage.Changed {
		t.Errorf("a replaced object was read: %v, want an error of kind Changed", err)
	}
}
