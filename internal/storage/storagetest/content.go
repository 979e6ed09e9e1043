package storagetest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"sync"
	"testing"
	"time"

	"azcopy/internal/storage"
)

func testSizes(t *testing.T, d Driver) {
	p := prepared(t, d)
	chunk := chunkSize(t, p.Dest, 1<<20)
	for _, size := range []int64{0, 1, chunk - 1, chunk, chunk + 1, 2*chunk + 7} {
		want := content(size)
		write(t, p.Dest, "file", want)
		obj, err := p.Source.Stat(t.Context(), "file")
		if err != nil || obj.Size != size {
			t.Fatalf("%d bytes: stat %+v, %v", size, obj, err)
		}
		if got := read(t, p.Source, obj); !bytes.Equal(got, want) {
			t.Errorf("%d bytes came back different", size)
		}
	}
}

// testConcurrentRanges writes chunks and reads ranges from many goroutines at once.
func testConcurrentRanges(t *testing.T, d Driver) {
	p := prepared(t, d)
	chunk := chunkSize(t, p.Dest, 1<<20)
	want := content(3*chunk + 11)
	obj := described("file", want)
	w, err := p.Dest.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			c := storage.Chunk{Index: i, Offset: int64(i) * chunk, Length: min(chunk, obj.Size-int64(i)*chunk)}
			if err := w.WriteChunk(t.Context(), c, want[c.Offset:c.Offset+c.Length]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	listed := list(t, p.Source, storage.Query{})[0]
	c, err := p.Source.Open(t.Context(), listed)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range int64(16) {
		wg.Go(func() {
			off := i * obj.Size / 16
			got := make([]byte, obj.Size/16)
			if err := c.ReadRange(t.Context(), got, off); err != nil || !bytes.Equal(got, want[off:off+int64(len(got))]) {
				t.Errorf("range at %d: wrong bytes, or %v", off, err)
			}
		})
	}
	wg.Wait()
}

func testVisibility(t *testing.T, d Driver) {
	p := prepared(t, d)
	unlessInPlace(t, p)
	data := content(10)
	w := writeChunks(t, p.Dest, described("new", data), data)
	if _, err := p.Dest.Stat(t.Context(), "new"); storage.KindOf(err) != storage.NotFound {
		t.Errorf("visible before Commit: %v", err)
	}
	if err := w.Commit(t.Context(), described("new", data).Props); err != nil {
		t.Fatal(err)
	}
	if obj, err := p.Dest.Stat(t.Context(), "new"); err != nil || obj.Size != 10 {
		t.Errorf("after Commit: %+v, %v", obj, err)
	}
}

func testAbort(t *testing.T, d Driver) {
	p := prepared(t, d)
	unlessInPlace(t, p)
	previous := []byte("previous")
	write(t, p.Dest, "file", previous)
	data := content(100)
	w := writeChunks(t, p.Dest, described("file", data), data)
	assertHolds(t, p, "file", previous)
	if err := w.Abort(t.Context()); err != nil {
		t.Errorf("abort: %v", err)
	}
	assertHolds(t, p, "file", previous)
	if got := names(list(t, p.Source, storage.Query{Recursive: true})); len(got) != 1 {
		t.Errorf("abort left %q", got)
	}
	write(t, p.Dest, "file", data)
	assertHolds(t, p, "file", data)
}

// testDiscard suspends a writer that is never resumed.
func testDiscard(t *testing.T, d Driver) {
	p := prepared(t, d)
	unlessInPlace(t, p)
	previous, data := []byte("previous"), content(100)
	write(t, p.Dest, "file", previous)
	obj := described("file", data)
	w := writeChunks(t, p.Dest, obj, data)
	if err := w.Suspend(); err != nil {
		t.Errorf("suspend: %v", err)
	}
	for range 2 { // the second time there is nothing
		if err := p.Dest.Discard(t.Context(), obj, w.Token()); err != nil {
			t.Errorf("discard: %v", err)
		}
		assertHolds(t, p, "file", previous)
	}
	if got := names(list(t, p.Source, storage.Query{Recursive: true})); len(got) != 1 {
		t.Errorf("discard left %q", got)
	}
}

func assertHolds(t *testing.T, p Place, name string, want []byte) {
	t.Helper()
	obj, err := p.Source.Stat(t.Context(), name)
	if err != nil {
		t.Fatalf("stat %q: %v", name, err)
	}
	if got := read(t, p.Source, obj); !bytes.Equal(got, want) {
		t.Errorf("%q holds %d bytes that are not the %d expected", name, len(got), len(want))
	}
}

func testProperties(t *testing.T, d Driver) {
	p := prepared(t, d)
	traits := p.Dest.Traits(described("file", nil))
	if !traits.KeepsProperties {
		return
	}
	chunk := chunkSize(t, p.Dest, 1<<20)
	for _, size := range []int64{0, 5, chunk + 1} {
		data := content(size)
		obj := described("file", data)
		if !traits.Typed {
			obj.Props.BlobType = ""
		}
		obj.Props.ContentEncoding, obj.Props.ContentLanguage = "gzip", "de"
		obj.Props.ContentDisposition, obj.Props.CacheControl = `attachment; filename="ü.txt"`, "no-cache"
		obj.Props.Metadata = map[string]string{"one": "1", "Two": "zwei"}
		w := writeChunks(t, p.Dest, obj, data)
		if err := w.Commit(t.Context(), obj.Props); err != nil {
			t.Fatal(err)
		}
		stat, err := p.Source.Stat(t.Context(), "file")
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range withListed(t, p, stat) {
			g, w := got.Props, obj.Props
			same := g.BlobType == w.BlobType && g.ContentType == w.ContentType && g.ContentEncoding == w.ContentEncoding &&
				g.ContentLanguage == w.ContentLanguage && g.ContentDisposition == w.ContentDisposition &&
				g.CacheControl == w.CacheControl && bytes.Equal(g.ContentMD5, w.ContentMD5) && maps.Equal(lower(g.Metadata), lower(w.Metadata))
			if !same {
				t.Errorf("%d bytes: properties %+v, want %+v", size, g, w)
			}
			if got.ETag == "" || time.Since(got.ModTime) > time.Hour {
				t.Errorf("ETag %q, modified %v", got.ETag, got.ModTime)
			}
		}
	}
}

// withListed returns the one object of a place as Stat has it, and as it is listed where the listing describes it.
func withListed(t *testing.T, p Place, stat storage.Object) []storage.Object {
	t.Helper()
	listed := list(t, p.Source, storage.Query{})[0]
	if listed.Size != stat.Size || listed.ETag != stat.ETag || !listed.ModTime.Equal(stat.ModTime) {
		t.Errorf("listed as %+v, and described as %+v", listed, stat)
	}
	if listed.Undescribed {
		return []storage.Object{stat}
	}
	return []storage.Object{stat, listed}
}

// lower folds the names of metadata, which are compared in any case.
func lower(metadata map[string]string) map[string]string {
	folded := map[string]string{}
	for name, value := range metadata {
		folded[string(bytes.ToLower([]byte(name)))] = value
	}
	return folded
}

func testChanged(t *testing.T, d Driver) {
	p := prepared(t, d)
	write(t, p.Dest, "file", content(100))
	listed := list(t, p.Source, storage.Query{})[0]
	write(t, p.Dest, "file", content(50))
	c, err := p.Source.Open(t.Context(), listed)
	if err != nil {
		if storage.KindOf(err) != storage.Changed {
			t.Errorf("open: %v", err)
		}
		return
	}
	defer c.Close()
	err = c.ReadRange(t.Context(), make([]byte, 50), 0)
	if err == nil {
		err = c.Verify(t.Context())
	}
	if storage.KindOf(err) != storage.Changed {
		t.Errorf("a replaced object was read: %v, want an error of kind Changed", err)
	}
}

func testAbsent(t *testing.T, d Driver) {
	p := prepared(t, d)
	write(t, p.Dest, "folder/file", nil)
	for _, name := range []string{"absent", "folder", "folder/absent", "folder/file/below", "fold"} {
		for _, end := range []interface {
			Stat(context.Context, string) (storage.Object, error)
		}{p.Source, p.Dest} {
			if obj, err := end.Stat(t.Context(), name); storage.KindOf(err) != storage.NotFound {
				t.Errorf("%T, %q: %+v, %v, want an error of kind NotFound", end, name, obj, err)
			}
		}
	}
	if err := openAndRead(t.Context(), p.Source, storage.Object{Name: "absent", Size: 1, ETag: `"0x1"`}); storage.KindOf(err) != storage.NotFound {
		t.Errorf("reading an absent object: %v, want an error of kind NotFound", err)
	}
}

func openAndRead(ctx context.Context, s storage.Source, obj storage.Object) error {
	c, err := s.Open(ctx, obj)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.ReadRange(ctx, make([]byte, obj.Size), 0)
}

func testCancelled(t *testing.T, d Driver) {
	p := prepared(t, d)
	data := content(10)
	write(t, p.Dest, "file", data)
	listed := list(t, p.Source, storage.Query{})[0]
	ctx := cancelled()
	var listing error
	for _, err := range p.Source.List(ctx, storage.Query{}) {
		listing = err
	}
	w, err := p.Dest.Create(t.Context(), described("other", data), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort(t.Context())
	for what, err := range map[string]error{
		"list":   listing,
		"read":   openAndRead(ctx, p.Source, listed),
		"write":  w.WriteChunk(ctx, storage.Chunk{Length: 10}, data),
		"commit": w.Commit(ctx, storage.Properties{}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context: %v", what, err)
		}
	}
}

// testResume interrupts a writer after its first and last chunk of three.
func testResume(t *testing.T, d Driver) {
	p := prepared(t, d)
	unlessInPlace(t, p)
	write(t, p.Dest, "file", []byte("previous"))
	chunk := chunkSize(t, p.Dest, 1<<20)
	data := content(2*chunk + 5)
	obj := described("file", data)
	chunks := []storage.Chunk{{Index: 0, Length: chunk}, {Index: 1, Offset: chunk, Length: chunk}, {Index: 2, Offset: 2 * chunk, Length: 5}}
	nothingLeft(t, p.Dest, obj)
	w := resumed(t, p.Dest, obj, nil)
	for _, c := range chunks {
		if w.Holds(c) {
			t.Errorf("a new writer holds chunk %d", c.Index)
		}
	}
	writeAll(t, w, data, chunks[0], chunks[2])
	if err := w.Suspend(); err != nil {
		t.Fatal(err)
	}
	assertHolds(t, p, "file", []byte("previous"))

	w = resumed(t, p.Dest, obj, w.Token())
	for _, c := range []storage.Chunk{chunks[0], chunks[2]} {
		if !w.Holds(c) {
			t.Errorf("chunk %d is lost", c.Index)
		}
		readBack(t, w, c, data)
	}
	writeAll(t, w, data, chunks[1])
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	assertHolds(t, p, "file", data)

	w = resumed(t, p.Dest, obj, nil)
	defer w.Abort(t.Context())
	if w.Holds(chunks[0]) {
		t.Error("a writer that does not resume holds a chunk")
	}
}

// nothingLeft fails when there is something to resume, or when asking for it leaves something.
func nothingLeft(t *testing.T, d storage.Destination, obj storage.Object) {
	t.Helper()
	for range 2 {
		if _, err := d.Create(t.Context(), obj, []byte("somebody else's.")); storage.KindOf(err) != storage.NotFound {
			t.Errorf("nothing is left, but resuming returns %v", err)
		}
	}
}

func resumed(t *testing.T, d storage.Destination, obj storage.Object, token []byte) storage.ChunkWriter {
	t.Helper()
	w, err := d.Create(t.Context(), obj, token)
	if err != nil {
		t.Fatalf("create %q: %v", obj.Name, err)
	}
	return w
}

func writeAll(t *testing.T, w storage.ChunkWriter, data []byte, chunks ...storage.Chunk) {
	t.Helper()
	for _, c := range chunks {
		if err := w.WriteChunk(t.Context(), c, data[c.Offset:c.Offset+c.Length]); err != nil {
			t.Fatalf("write chunk %d: %v", c.Index, err)
		}
	}
}

func readBack(t *testing.T, w storage.ChunkWriter, c storage.Chunk, data []byte) {
	t.Helper()
	r, ok := w.(storage.ChunkReader)
	if !ok {
		return
	}
	got := make([]byte, c.Length)
	if err := r.ReadChunk(t.Context(), c, got); err != nil || !bytes.Equal(got, data[c.Offset:c.Offset+c.Length]) {
		t.Errorf("chunk %d reads back wrong: %v", c.Index, err)
	}
}
