package transfer

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// strictMemory refuses to put what has a wrong MD5, as a service may.
type strictMemory struct {
	*memory
	fails error // of Commit
	ops   string
}

func (d *strictMemory) Put(_ context.Context, obj storage.Object, p []byte) error {
	d.ops += "put "
	if !bytes.Equal(obj.Props.ContentMD5, md5Of(p)) {
		return errors.New("the MD5 is not that of what arrived")
	}
	d.content, d.props = bytes.Clone(p), obj.Props
	return nil
}

func (d *strictMemory) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	d.ops += "create "
	_, err := d.memory.Create(ctx, obj, token)
	return d, err
}

func (d *strictMemory) Commit(ctx context.Context, p storage.Properties) error {
	d.ops += "commit "
	return errors.Join(d.fails, d.memory.Commit(ctx, p))
}

func (d *strictMemory) Abort(ctx context.Context) error {
	d.ops += "abort "
	return d.memory.Abort(ctx)
}

// moveWithMD5 moves an object that has this MD5, and returns the outcome.
func moveWithMD5(t *testing.T, content string, sum []byte, chunk int64, d *strictMemory) error {
	t.Helper()
	obj := storage.Object{Name: "from-0", Size: int64(len(content)), Props: storage.Properties{ContentType: "text/x-kept", ContentMD5: sum}}
	c := &Copy{Source: text(content), Dest: d, Meter: noMeter{}}
	entry := func(yield func(plan.Entry, error) bool) {
		yield(plan.Entry{ID: 1, Object: obj, Dest: "0", ChunkSize: chunk}, nil)
	}
	o := new(outcomes)
	if err := engine.Run(t.Context(), engine.Config{Operations: 2, Memory: 1 << 20}, entry, c, o); err != nil {
		t.Fatal(err)
	}
	return o.errs["0"]
}

func TestCopyKeepsTheMD5OfTheSource(t *testing.T) {
	const content = "0123456789"
	right, wrong := md5Of([]byte(content)), md5Of(nil)
	for _, tt := range []struct {
		name, content string
		sum, want     []byte
		chunk         int64
		ops           string
	}{
		{"none", content, nil, right, 10, "put "},
		{"right", content, right, right, 10, "put "},
		{"wrong", content, wrong, wrong, 10, "create commit "},
		{"wrong, of nothing", "", right, right, 10, "create commit "},
		{"none, many chunks", content, nil, right, 5, "create commit "},
		{"wrong, many chunks", content, wrong, wrong, 5, "create commit "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &strictMemory{memory: &memory{traits: storage.Traits{KeepsMD5: true}}}
			if err := moveWithMD5(t, tt.content, tt.sum, tt.chunk, d); err != nil {
				t.Fatal(err)
			}
			if d.ops != tt.ops || string(d.content) != tt.content || !bytes.Equal(d.props.ContentMD5, tt.want) || d.props.ContentType != "text/x-kept" {
				t.Errorf("%s: %q, %+v", d.ops, d.content, d.props)
			}
		})
	}
}

func TestCopyOfAWrongMD5IsGivenUpWhenItFails(t *testing.T) {
	d := &strictMemory{memory: &memory{traits: storage.Traits{KeepsMD5: true}}, fails: errors.New("refused")}
	if err := moveWithMD5(t, "0123456789", md5Of(nil), 10, d); !errors.Is(err, d.fails) || d.ops != "create commit abort " {
		t.Errorf("%s: %v", d.ops, err)
	}
}

// unopened is a source that must not be read.
type unopened struct {
	text
	t *testing.T
}

func (s unopened) Open(context.Context, storage.Object) (storage.Content, error) {
	s.t.Error("the source was opened")
	return s.text, nil
}

type neverAsked struct{ t *testing.T }

func (o neverAsked) Allow(context.Context, string, string, bool) (bool, error) {
	o.t.Error("there was a question about an object that can't be copied")
	return true, nil
}

// An object without an MD5 can't pass the check, whatever its content is: nothing of it is read.
func TestWithoutAnMD5NothingIsRead(t *testing.T) {
	for name, stored := range map[string][]byte{"none": nil, "of no MD5's length": []byte("short")} {
		t.Run(name, func(t *testing.T) {
			source := unopened{text("0123456789"), t}
			c := &Copy{Source: source, Dest: new(memory), CheckMD5: true, Overwrite: neverAsked{t}, Meter: noMeter{}}
			obj := storage.Object{Name: "from-0", Size: 10, Props: storage.Properties{ContentMD5: stored}}
			o := new(outcomes)
			entry := func(yield func(plan.Entry, error) bool) {
				yield(plan.Entry{ID: 1, Object: obj, Dest: "0", ChunkSize: 4}, nil)
			}
			if err := engine.Run(t.Context(), engine.Config{Operations: 2, Memory: 1 << 20}, entry, c, o); err != nil {
				t.Fatal(err)
			}
			if _, ok := errors.AsType[*MD5Error](o.errs["0"]); !ok {
				t.Errorf("got %v", o.errs["0"])
			}
		})
	}
}
