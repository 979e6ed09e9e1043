package transfer

import (
	"context"
	"fmt"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

// asked is a source that counts how often it describes an object.
type asked struct {
	storagetest.Memory
	times int
}

func (s *asked) Stat(ctx context.Context, name string) (storage.Object, error) {
	s.times++
	return s.Memory.Stat(ctx, name)
}

// The properties of an object whose listing left them out are asked for where they are of use, and belong to the object that was
// listed or to none.
func TestCopyAsksForPropertiesThatTheListingLeftOut(t *testing.T) {
	for _, tt := range []struct {
		name     string
		traits   storage.Traits
		checkMD5 bool
		etag     string // of what is there
		times    int
		want     string // the content type at the destination
		kind     storage.Kind
	}{
		{"kept", storage.Traits{KeepsProperties: true, KeepsMD5: true}, false, "1", 1, "text/x", storage.Other},
		{"not kept", storage.Traits{}, false, "1", 0, "", storage.Other},
		{"checked", storage.Traits{}, true, "1", 1, "", storage.Other},
		{"of a changed object", storage.Traits{KeepsProperties: true}, false, "2", 1, "", storage.Changed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, dest := &asked{}, &storagetest.Memory{Facts: tt.traits}
			props := storage.Properties{ContentType: "text/x", ContentMD5: md5Of([]byte("text"))}
			source.AddContent(storage.Object{Name: "f", ETag: tt.etag, Props: props}, []byte("text"))
			listed, _ := source.Get("f")
			listed.ETag, listed.Props, listed.Undescribed = "1", storage.Properties{}, true
			err := outcome(t, &Copy{Source: source, Dest: dest, CheckMD5: tt.checkMD5, Meter: noMeter{}},
				plan.Entry{ID: 1, Object: listed, Dest: "f", ChunkSize: 4})
			if storage.KindOf(err) != tt.kind || (err == nil) != (tt.kind == storage.Other) {
				t.Errorf("error %v, want one of kind %v", err, tt.kind)
			}
			if there, _ := dest.Get("f"); source.times != tt.times || there.Props.ContentType != tt.want {
				t.Errorf("asked %d times, and stored the type %q", source.times, there.Props.ContentType)
			}
		})
	}
}

// A source that the service does not hold to its ETag is looked at after the copy.
func TestServerCopyLooksAtItsSourceAgain(t *testing.T) {
	for etag, kind := range map[string]storage.Kind{"1": storage.Other, "2": storage.Changed} {
		source := &asked{}
		source.Add(storage.Object{Name: "from-f", Size: 10, ETag: etag})
		c := &copier{respond: func(obj storage.Object, _ int) (storage.CopyStatus, error) {
			if obj.ETag != "" {
				return storage.CopyStatus{}, fmt.Errorf("asked for the ETag %s", obj.ETag)
			}
			return done, nil
		}}
		o := new(outcomes)
		entry := func(yield func(plan.Entry, error) bool) {
			yield(plan.Entry{ID: 1, Object: storage.Object{Name: "from-f", Size: 10, ETag: "1"}, Dest: "f", ChunkSize: 10}, nil)
		}
		mover := &ServerCopy{Source: c, Dest: c, Meter: o, Recheck: source}
		if err := engine.Run(t.Context(), engine.Config{Operations: 1, Memory: 1}, entry, mover, o); err != nil {
			t.Fatal(err)
		}
		if err := o.errs["f"]; source.times != 1 || storage.KindOf(err) != kind || (err == nil) != (kind == storage.Other) {
			t.Errorf("ETag %s: asked %d times, error %v", etag, source.times, err)
		}
	}
}
