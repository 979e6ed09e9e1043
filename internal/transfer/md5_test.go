package transfer

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

// keeping is a destination that keeps all properties of an object.
func keeping() *storagetest.Memory {
	return &storagetest.Memory{Facts: storage.Traits{KeepsMD5: true, KeepsProperties: true}}
}

// moveWithMD5 moves an object with this MD5, and returns the outcome.
func moveWithMD5(t *testing.T, content string, sum []byte, chunk int64, d *recording) error {
	t.Helper()
	obj := storage.Object{Name: "x", Size: int64(len(content)), Props: storage.Properties{ContentType: "text/x-kept", ContentMD5: sum}}
	c := &Copy{Source: source(content), Dest: d, Meter: noMeter{}}
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
			d := &recording{Memory: keeping()}
			if err := moveWithMD5(t, tt.content, tt.sum, tt.chunk, d); err != nil {
				t.Fatal(err)
			}
			there, content := d.Get("0")
			if d.ops != tt.ops || string(content) != tt.content || !bytes.Equal(there.Props.ContentMD5, tt.want) || there.Props.ContentType != "text/x-kept" {
				t.Errorf("%s: %q, %+v", d.ops, content, there.Props)
			}
		})
	}
}

func TestCopyOfAWrongMD5IsGivenUpWhenItFails(t *testing.T) {
	d := &recording{Memory: keeping(), fails: errors.New("refused")}
	if err := moveWithMD5(t, "0123456789", md5Of(nil), 10, d); !errors.Is(err, d.fails) || d.ops != "create commit abort " {
		t.Errorf("%s: %v", d.ops, err)
	}
}

// unopened is a source that must not be read.
type unopened struct {
	*storagetest.Memory
	t *testing.T
}

func (s unopened) Open(context.Context, storage.Object) (storage.Content, error) {
	s.t.Error("the source was opened")
	return nil, errors.ErrUnsupported
}

type neverAsked struct{ t *testing.T }

func (o neverAsked) Allow(context.Context, string, string, bool) (bool, error) {
	o.t.Error("a question was asked about an object that can't be copied")
	return true, nil
}

// An object without an MD5 can't pass the check, whatever its content is: nothing of it is read.
func TestWithoutAnMD5NothingIsRead(t *testing.T) {
	for name, stored := range map[string][]byte{"none": nil, "of no MD5's length": []byte("short")} {
		t.Run(name, func(t *testing.T) {
			source := unopened{source("0123456789"), t}
			c := &Copy{Source: source, Dest: new(storagetest.Memory), CheckMD5: true, Overwrite: neverAsked{t}, Meter: noMeter{}}
			obj := storage.Object{Name: "x", Size: 10, Props: storage.Properties{ContentMD5: stored}}
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
