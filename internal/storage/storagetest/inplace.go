package storagetest

import (
	"testing"

	"azcopy/internal/storage"
)

func testAbortInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	for _, n := range []int64{0, 10_000, 4<<20 + 1} {
		data := content(k.size(n))
		obj := k.described("file", data)
		w := resumed(t, p.Dest, obj, nil)
		writeAll(t, w, data, k.chunks(t, p.Dest, obj)...)
		if err := w.Abort(t.Context()); err != nil {
			t.Errorf("abort: %v", err)
		}
		if got := names(list(t, p.Source, storage.Query{})); len(got) > 0 {
			t.Errorf("abort left %q", got)
		}
		if err := w.Abort(t.Context()); err != nil {
			t.Errorf("abort again: %v", err)
		}
	}
}

// testAbortAfterCommit aborts a writer whose Commit has succeeded, as a caller does that did not get the answer.
func testAbortAfterCommit(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	data := content(k.size(10_000))
	obj := k.described("file", data)
	w := resumed(t, p.Dest, obj, nil)
	writeAll(t, w, data, k.chunks(t, p.Dest, obj)...)
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(t.Context()); err != nil {
		t.Errorf("abort: %v", err)
	}
	assertHolds(t, p, "file", data)
}

// testDiscardInPlace discards what a suspended writer has left, and finds nothing of its own once the object is complete.
func testDiscardInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	data := content(k.size(10_000))
	obj := k.described("file", data)
	w := resumed(t, p.Dest, obj, nil)
	writeAll(t, w, data, k.chunks(t, p.Dest, obj)...)
	if err := w.Suspend(); err != nil {
		t.Fatal(err)
	}
	if err := p.Dest.Discard(t.Context(), obj, w.Token()); err != nil {
		t.Errorf("discard: %v", err)
	}
	if got := names(list(t, p.Source, storage.Query{})); len(got) > 0 {
		t.Errorf("discard left %q", got)
	}
	k.write(t, p.Dest, "file", data)
	if err := p.Dest.Discard(t.Context(), obj, w.Token()); err != nil {
		t.Errorf("discard of what is complete: %v", err)
	}
	assertHolds(t, p, "file", data)
}

// testResumeInPlace interrupts a writer after its first chunk of three, twice.
func testResumeInPlace(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	data := content(k.size(8<<20 + 5))
	obj := k.described("file", data)
	chunks := k.chunks(t, p.Dest, obj)
	nothingLeft(t, p.Dest, obj)
	w := resumed(t, p.Dest, obj, nil)
	for _, c := range chunks {
		if w.Holds(c) {
			t.Errorf("a new writer holds chunk %d", c.Index)
		}
	}
	for done := range 2 {
		writeAll(t, w, data, chunks[done])
		if err := w.Suspend(); err != nil {
			t.Fatal(err)
		}
		w = resumed(t, p.Dest, obj, w.Token())
		for _, c := range chunks[:done+1] {
			if !w.Holds(c) {
				t.Errorf("chunk %d is lost", c.Index)
			}
		}
	}
	// A caller that does not know what was written writes it again.
	writeAll(t, w, data, chunks[1:]...)
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	assertHolds(t, p, "file", data)
	k.assertProperties(t, p, obj)
}

// testResumeOfAnother resumes where there is a complete object, and where the incomplete one is from another state of the
// source.
func testResumeOfAnother(t *testing.T, d Driver, k kind) {
	p := prepared(t, d)
	data := content(k.size(4<<20 + 5))
	obj := k.write(t, p.Dest, "file", data)
	chunks := k.chunks(t, p.Dest, obj)
	changed := obj
	changed.ModTime = changed.ModTime.Add(1)
	for _, o := range []storage.Object{obj, changed, obj} {
		nothingLeft(t, p.Dest, o)
		w := resumed(t, p.Dest, o, nil)
		writeAll(t, w, data, chunks[0])
		if err := w.Suspend(); err != nil {
			t.Fatal(err)
		}
	}
	w := resumed(t, p.Dest, obj, nil)
	if w.Holds(chunks[0]) {
		t.Error("a writer that does not resume holds a chunk")
	}
	writeAll(t, w, data, chunks...)
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	assertHolds(t, p, "file", data)
}
