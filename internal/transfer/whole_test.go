package transfer

import (
	"context"
	"crypto/md5"
	"iter"
	"sync"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
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
			d := &memory{traits: storage.Traits{KeepsMD5: !tt.without}}
			c := &Copy{Source: text(tt.content), Dest: d, Meter: noMeter{}}
			obj := storage.Object{Name: "x", Size: int64(len(tt.content))}
			if tt.without { // whatever the source has
				obj.Props.ContentMD5 = []byte("of another state")
			}
			move(t, c, plan.Entry{ID: 1, Object: obj, Dest: "y", ChunkSize: 4})
			want := md5.Sum([]byte(tt.content))
			if got := string(d.props.ContentMD5); got != string(want[:]) != tt.without || tt.without && got != "" {
				t.Errorf("the MD5 is %x", got)
			}
			if string(d.content) != tt.content || d.obj.Name != "y" {
				t.Errorf("%q became %q in %q", tt.content, d.content, d.obj.Name)
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

// text is a source with one object.
type text string

func (text) List(context.Context, storage.Query) iter.Seq2[storage.Object, error] { return nil }
func (text) Stat(context.Context, string) (storage.Object, error)                 { return storage.Object{}, nil }
func (s text) Open(context.Context, storage.Object) (storage.Content, error)      { return s, nil }
func (s text) ReadRange(_ context.Context, p []byte, off int64) error {
	copy(p, s[off:])
	return nil
}
func (text) Verify(context.Context) error { return nil }
func (text) Close() error                 { return nil }

// memory is a destination that keeps the last object.
type memory struct {
	traits  storage.Traits
	mu      sync.Mutex
	obj     storage.Object
	props   storage.Properties
	content []byte
}

func (d *memory) Traits(storage.Object) storage.Traits { return d.traits }

func (*memory) StatFolder(context.Context, string) (storage.Object, error) {
	return storage.Object{}, nil
}
func (*memory) Discard(context.Context, storage.Object, []byte) error { return nil }

func (d *memory) Put(_ context.Context, obj storage.Object, p []byte) error {
	d.obj, d.props, d.content = obj, obj.Props, append([]byte(nil), p...)
	return nil
}

func (*memory) Prepare(context.Context) error                          { return nil }
func (*memory) Stat(context.Context, string) (storage.Object, error)   { return storage.Object{}, nil }
func (*memory) ChunkSize(storage.Object) (int64, error)                { return 4, nil }
func (*memory) Holds(storage.Chunk) bool                               { return false }
func (*memory) Token() []byte                                          { return []byte("token") }
func (*memory) Suspend() error                                         { return nil }
func (*memory) Abort(context.Context) error                            { return nil }
func (d *memory) Commit(_ context.Context, p storage.Properties) error { d.props = p; return nil }

func (d *memory) Create(_ context.Context, obj storage.Object, _ []byte) (storage.ChunkWriter, error) {
	d.obj, d.content = obj, make([]byte, obj.Size)
	return d, nil
}

func (d *memory) WriteChunk(_ context.Context, c storage.Chunk, p []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	copy(d.content[c.Offset:], p)
	return nil
}
