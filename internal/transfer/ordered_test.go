package transfer

import (
	"context"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

func TestOrderedWritersGetTheirChunksOneByOne(t *testing.T) {
	for range 20 {
		const content = "0123456789abcdefghijklmnopqrstuvwxyz!"
		d := &storagetest.Memory{Facts: storage.Traits{Ordered: true}}
		c := &Copy{Source: source(content), Dest: d, Meter: noMeter{}}
		move(t, c, plan.Entry{ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: int64(len(content))}, ChunkSize: 4})
		if _, got := d.Get("y"); string(got) != content {
			t.Fatalf("wrote %q", got)
		}
	}
}

// A blob of another type is an error before any question. A destination without types gets none.
func TestAnotherTypeAtTheDestinationIsNotAskedAbout(t *testing.T) {
	for _, there := range []storage.BlobType{"", storage.PageBlob, storage.BlockBlob} {
		d := &storagetest.Memory{Facts: storage.Traits{Typed: there != "", KeepsProperties: true}}
		d.AddContent(storage.Object{Name: "y", Props: storage.Properties{BlobType: there}}, []byte("there"))
		asked := false
		c := &Copy{Source: source("x"), Dest: d, Meter: noMeter{}, Overwrite: allow(func() { asked = true })}
		got := outcome(t, c, plan.Entry{
			ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: 1, Props: storage.Properties{BlobType: storage.BlockBlob}}, ChunkSize: 4,
		})
		mismatch := there == storage.PageBlob
		now, content := d.Get("y")
		if asked == mismatch || (storage.KindOf(got) == storage.TypeMismatch) != mismatch || (string(content) == "x") == mismatch {
			t.Errorf("%q is there: asked %v, and it is %q, %v", there, asked, content, got)
		}
		if now.Props.BlobType != there {
			t.Errorf("%q is there, and is replaced by one of type %q", there, now.Props.BlobType)
		}
	}
}

type allow func()

func (a allow) Allow(context.Context, string, string, bool) (bool, error) {
	a()
	return true, nil
}

// outcome moves an entry and returns its error.
func outcome(t *testing.T, c *Copy, e plan.Entry) error {
	t.Helper()
	entries := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
	var last lastError
	if err := engine.Run(t.Context(), engine.Config{Operations: 3, Memory: 1 << 20}, entries, c, &last); err != nil {
		t.Error(err)
	}
	return last.err
}

type lastError struct{ err error }

func (l *lastError) Started(plan.Entry)               {}
func (l *lastError) Refused(e plan.Entry, err error)  { l.Finished(e, err) }
func (l *lastError) Finished(_ plan.Entry, err error) { l.err = err }
