package transfer

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

func TestTheMD5IsThatOfTheWholeOrNone(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content string
		without bool
	}{
		{name: "one chunk", content: "abc"},
		{name: "empty", content: ""},
		{name: "one chunk, not wanted", content: "abc", without: true},
		{name: "chunks", content: "abcdefghij"},
		{name: "chunks, not wanted", content: "abcdefghij", without: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &storagetest.Memory{Facts: storage.Traits{KeepsMD5: !tt.without}}
			c := &Copy{Source: source(tt.content), Dest: d, Meter: noMeter{}}
			obj := storage.Object{Name: "x", Size: int64(len(tt.content))}
			if tt.without { // whatever the source has
				obj.Props.ContentMD5 = []byte("of another state")
			}
			move(t, c, plan.Entry{ID: 1, Object: obj, Dest: "y", ChunkSize: 4})
			want := md5.Sum([]byte(tt.content))
			there, content := d.Get("y")
			if got := string(there.Props.ContentMD5); got != string(want[:]) != tt.without || tt.without && got != "" {
				t.Errorf("the MD5 is %x", got)
			}
			if content == nil || string(content) != tt.content {
				t.Errorf("%q became %q", tt.content, content)
			}
		})
	}
}

func move(t *testing.T, c *Copy, e plan.Entry) {
	t.Helper()
	entries := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
	if err := engine.Run(t.Context(), engine.Config{Operations: 3, Memory: 1 << 20}, entries, c, failures{t}); err != nil {
		t.Error(err)
	}
}

type failures struct{ t *testing.T }

func (failures) Started(plan.Entry) {}

func (f failures) Refused(e plan.Entry, err error) { f.Finished(e, err) }

func (f failures) Finished(_ plan.Entry, err error) {
	if err != nil {
		f.t.Error(err)
	}
}

type noMeter struct{}

func (noMeter) Add(int64) {}

// source is a source with one object, x.
func source(content string) *storagetest.Memory {
	m := &storagetest.Memory{}
	m.AddContent(storage.Object{Name: "x"}, []byte(content))
	return m
}

// faulty is a source where something happens before each range is read.
type faulty struct {
	*storagetest.Memory
	before func(off int64) error
}

func (s faulty) Open(ctx context.Context, obj storage.Object) (storage.Content, error) {
	c, err := s.Memory.Open(ctx, obj)
	return faultyContent{c, s.before}, err
}

type faultyContent struct {
	storage.Content
	before func(off int64) error
}

func (c faultyContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	if err := c.before(off); err != nil {
		return err
	}
	return c.Content.ReadRange(ctx, p, off)
}

// recording is a destination that records how objects are written, and refuses to put one with a wrong MD5, as a service may.
type recording struct {
	*storagetest.Memory
	fails error // of Commit
	ops   string
}

func (d *recording) Put(ctx context.Context, obj storage.Object, p []byte) error {
	d.ops += "put "
	if !bytes.Equal(obj.Props.ContentMD5, md5Of(p)) {
		return errors.New("the MD5 is not that of what arrived")
	}
	return d.Memory.Put(ctx, obj, p)
}

func (d *recording) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	d.ops += "create "
	w, err := d.Memory.Create(ctx, obj, token)
	return recordingWriter{w, d}, err
}

type recordingWriter struct {
	storage.ChunkWriter
	dest *recording
}

func (w recordingWriter) Commit(ctx context.Context, p storage.Properties) error {
	w.dest.ops += "commit "
	return errors.Join(w.dest.fails, w.ChunkWriter.Commit(ctx, p))
}

func (w recordingWriter) Suspend() error {
	w.dest.ops += "suspend "
	return w.ChunkWriter.Suspend()
}

func (w recordingWriter) Abort(ctx context.Context) error {
	w.dest.ops += "abort "
	return w.ChunkWriter.Abort(ctx)
}
