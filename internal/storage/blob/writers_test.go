package blob

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// runOf is one run's upload of a blob, step by step: it creates, writes two chunks, and commits; a step that fails is the
// last, and discards what was written.
type runOf struct {
	c       *Container
	obj     storage.Object
	chunk   int64
	content []byte

	w     storage.ChunkWriter
	steps int
	err   error
}

const stepsOfARun = 4

func (r *runOf) step(t *testing.T) {
	t.Helper()
	if r.err != nil {
		return
	}
	switch r.steps {
	case 0:
		r.w, r.err = r.c.Create(t.Context(), r.obj, nil)
		if w, ok := r.w.(*blockWriter); ok {
			w.blocks = 2 // which the service would allow to be much longer
		}
	case stepsOfARun - 1:
		r.err = r.w.Commit(t.Context(), r.obj.Props)
	default:
		i := r.steps - 1
		off := int64(i) * r.chunk
		r.err = r.w.WriteChunk(t.Context(), storage.Chunk{Index: i, Offset: off, Length: r.chunk}, r.content[off:off+r.chunk])
	}
	r.steps++
	if r.err != nil && r.w != nil {
		if err := r.w.Abort(t.Context()); err != nil {
			t.Errorf("abort: %v", err)
		}
	}
}

func (r *runOf) done() bool { return r.err == nil && r.steps == stepsOfARun }

// TestTwoWritersNeverMix makes two runs write different content to one blob, their steps in every order. A run that was
// replaced fails, and the blob in the end is that of a single run: the one that committed last.
func TestTwoWritersNeverMix(t *testing.T) {
	server := emulated(t)
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	c := open(t, server+"/"+storage.DevelopmentAccount+"/writers", azure.Endpoint{Transport: transport, Retry: quick})
	if err := c.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, blobType := range []storage.BlobType{storage.PageBlob, storage.AppendBlob, storage.BlockBlob} {
		for order := range 1 << (2 * stepsOfARun) {
			if turns(order) != stepsOfARun {
				continue
			}
			t.Run(fmt.Sprintf("%s/%08b", blobType, order), func(t *testing.T) {
				name := fmt.Sprintf("%s-%d", blobType, order)
				testTwoWriters(t, order, newRun(c, name, blobType, 'a'), newRun(c, name, blobType, 'b'))
			})
		}
	}
}

// turns counts the set bits, each of which is a turn of the second run.
func turns(order int) (n int) {
	for ; order > 0; order >>= 1 {
		n += order & 1
	}
	return n
}

// newRun returns a run that writes its fill. An append blob of one run may end where a chunk of the other begins.
func newRun(c *Container, name string, blobType storage.BlobType, fill byte) *runOf {
	const chunk = 512
	return &runOf{c: c, chunk: chunk, content: bytes.Repeat([]byte{fill}, 2*chunk), obj: storage.Object{
		Name: name, Size: 2 * chunk,
		Props: storage.Properties{BlobType: blobType, ContentType: "text/" + string(fill), ContentMD5: bytes.Repeat([]byte{fill}, 16)},
	}}
}

func testTwoWriters(t *testing.T, order int, runs ...*runOf) {
	var last *runOf
	for range 2 * stepsOfARun {
		r := runs[order&1]
		order >>= 1
		before := r.done()
		r.step(t)
		if !before && r.done() {
			last = r
		}
	}
	there, err := runs[0].c.Stat(t.Context(), runs[0].obj.Name)
	if last == nil { // both gave up, which does no harm
		if storage.KindOf(err) != storage.NotFound {
			t.Errorf("both failed, and left %+v, %v", there, err)
		}
		return
	}
	wantBlob(t, last.c, last.obj, last.content)
}

// A writer that resumes an interrupted one writes under its number, and one whose blob was replaced has nothing left.
func TestAResumedWriterKeepsItsNumber(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	obj, content := ofType(storage.PageBlob, 'n')
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Create(t.Context(), obj, w.Token())
	if err != nil {
		t.Fatal(err)
	}
	if err := again.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, content); err != nil {
		t.Fatal(err)
	}
	if err := again.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	wantBlob(t, c, obj, content)
	if err := w.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, bytes.Repeat([]byte{'x'}, len(content))); err == nil {
		t.Error("a writer wrote to a blob that is complete")
	}
	wantBlob(t, c, obj, content)
	if _, err := c.Create(t.Context(), obj, w.Token()); storage.KindOf(err) != storage.NotFound {
		t.Errorf("resuming what is complete: %v", err)
	}
}

// The blob that another run has created and completed ends where the next block of this run belongs.
func TestNothingIsAppendedToAnotherWritersBlob(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	long, content := ofType(storage.AppendBlob, 'l')
	long.Size *= 2
	w, err := c.Create(t.Context(), long, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteChunk(t.Context(), storage.Chunk{Length: long.Size / 2}, content); err != nil {
		t.Fatal(err)
	}
	short, kept := ofType(storage.AppendBlob, 's')
	if err := upload(t.Context(), c, short, kept); err != nil {
		t.Fatal(err)
	}
	err = w.WriteChunk(t.Context(), storage.Chunk{Index: 1, Offset: long.Size / 2, Length: long.Size / 2}, content)
	if err == nil || !strings.Contains(err.Error(), "another writer has replaced the blob") {
		t.Errorf("error %v", err)
	}
	wantBlob(t, c, short, kept)
}

// TestABlockListOfAReplacedWriter checks that the message says what happened: the service only says that the list is
// invalid.
func TestABlockListOfAReplacedWriter(t *testing.T) {
	p := newProxy(t)
	c := p.container(t)
	obj, content := ofType(storage.BlockBlob, 'n')
	w, err := c.Create(t.Context(), obj, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteChunk(t.Context(), storage.Chunk{Length: obj.Size}, content); err != nil {
		t.Fatal(err)
	}
	other, kept := ofType(storage.BlockBlob, 'o')
	if err := upload(t.Context(), c, other, kept); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(t.Context(), obj.Props); err == nil || !strings.Contains(err.Error(), "Another writer has probably written this blob") {
		t.Errorf("error %v", err)
	}
	wantBlob(t, c, other, kept)
}
