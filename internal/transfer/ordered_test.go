package transfer

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// log is a destination that is written front to back, and fails what comes otherwise.
type log struct {
	*memory
	under   atomic.Int32
	content []byte
}

func (l *log) Create(context.Context, storage.Object, []byte) (storage.ChunkWriter, error) {
	return l, nil
}

func (l *log) WriteChunk(_ context.Context, c storage.Chunk, p []byte) error {
	if l.under.Add(1) > 1 {
		return errors.New("two chunks at once")
	}
	defer l.under.Add(-1)
	if c.Offset != int64(len(l.content)) {
		return fmt.Errorf("chunk %d comes behind %d bytes", c.Index, len(l.content))
	}
	l.content = append(l.content, p...)
	return nil
}

func TestOrderedWritersGetTheirChunksOneByOne(t *testing.T) {
	for range 20 {
		const content = text("0123456789abcdefghijklmnopqrstuvwxyz!")
		d := &log{memory: &memory{traits: storage.Traits{Ordered: true}}}
		c := &Copy{Source: content, Dest: d, Meter: noMeter{}}
		move(t, c, plan.Entry{ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: int64(len(content))}, ChunkSize: 4})
		if string(d.content) != string(content) {
			t.Fatalf("wrote %q", d.content)
		}
	}
}

// A blob of another type is told of before anybody is asked.
func TestAnotherTypeAtTheDestinationIsNotAskedAbout(t *testing.T) {
	for _, there := range []storage.BlobType{"", storage.PageBlob, storage.BlockBlob} {
		d := &memory{}
		asked := false
		c := &Copy{Source: text("x"), Dest: typed{d, there}, Meter: noMeter{}, Overwrite: allow(func() { asked = true })}
		got := outcome(t, c, plan.Entry{
			ID: 1, Dest: "y", Object: storage.Object{Name: "x", Size: 1, Props: storage.Properties{BlobType: storage.BlockBlob}}, ChunkSize: 4,
		})
		mismatch := there == storage.PageBlob
		if asked == mismatch || (storage.KindOf(got) == storage.TypeMismatch) != mismatch || (d.obj.Name == "y") == mismatch {
			t.Errorf("%q is there: asked %v, wrote %q, %v", there, asked, d.obj.Name, got)
		}
	}
}

// typed is a destination that has every name, with a blob of one type.
type typed struct {
	*memory
	blobType storage.BlobType
}

func (d typed) Stat(context.Context, string) (storage.Object, error) {
	return storage.Object{Props: storage.Properties{BlobType: d.blobType}}, nil
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
