package transfer

import (
	"context"
	"fmt"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// undescribing is a source whose listing leaves the properties out.
type undescribing struct {
	storage.Source
	content string
	there   storage.Object // as Stat has it
	asked   int
}

func (s *undescribing) Stat(context.Context, string) (storage.Object, error) {
	s.asked++
	return s.there, nil
}

func (s *undescribing) Open(context.Context, storage.Object) (storage.Content, error) {
	return text(s.content), nil
}

// The properties of an object whose listing left them out are asked for where they are of use, and belong to the object that was
// listed or to none.
func TestCopyAsksForPropertiesThatTheListingLeftOut(t *testing.T) {
	described := storage.Object{Name: "f", Size: 4, ETag: "1", Props: storage.Properties{ContentType: "text/x", ContentMD5: md5Of([]byte("text"))}}
	changed := described
	changed.ETag = "2"
	for _, tt := range []struct {
		name     string
		traits   storage.Traits
		checkMD5 bool
		there    storage.Object
		asked    int
		want     string // the content type at the destination
		kind     storage.Kind
	}{
		{"kept", storage.Traits{KeepsProperties: true, KeepsMD5: true}, false, described, 1, "text/x", storage.Other},
		{"not kept", storage.Traits{}, false, described, 0, "", storage.Other},
		{"checked", storage.Traits{}, true, described, 1, "text/x", storage.Other},
		{"of a changed object", storage.Traits{KeepsProperties: true}, false, changed, 1, "", storage.Changed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, dest, o := &undescribing{content: "text", there: tt.there}, &memory{traits: tt.traits}, new(outcomes)
			c := &Copy{Source: source, Dest: dest, CheckMD5: tt.checkMD5, Meter: o}
			entry := func(yield func(plan.Entry, error) bool) {
				listed := storage.Object{Name: "f", Size: 4, ETag: "1", Undescribed: true}
				yield(plan.Entry{ID: 1, Object: listed, Dest: "f", ChunkSize: 4}, nil)
			}
			if err := engine.New(engine.Config{Operations: 1, Memory: 1 << 20}).Run(t.Context(), entry, c, o); err != nil {
				t.Fatal(err)
			}
			if err := o.errs["f"]; storage.KindOf(err) != tt.kind || (err == nil) != (tt.kind == storage.Other) {
				t.Errorf("error %v, want kind %d", err, tt.kind)
			}
			if source.asked != tt.asked || dest.props.ContentType != tt.want {
				t.Errorf("asked %d times, and stored the type %q", source.asked, dest.props.ContentType)
			}
		})
	}
}

// A source that the service does not hold to its ETag is looked at after the copy.
func TestServerCopyLooksAtItsSourceAgain(t *testing.T) {
	for etag, kind := range map[string]storage.Kind{"1": storage.Other, "2": storage.Changed} {
		source := &undescribing{there: storage.Object{Size: 10, ETag: etag}}
		c := &copier{fare: func(obj storage.Object, _ int) (storage.CopyStatus, error) {
			if obj.ETag != "" {
				return storage.CopyStatus{}, fmt.Errorf("the ETag %s is no condition", obj.ETag)
			}
			return done, nil
		}}
		o := new(outcomes)
		entry := func(yield func(plan.Entry, error) bool) {
			yield(plan.Entry{ID: 1, Object: storage.Object{Name: "from-f", Size: 10, ETag: "1"}, Dest: "f", ChunkSize: 10}, nil)
		}
		mover := &ServerCopy{Source: c, Dest: c, Meter: o, Recheck: source}
		if err := engine.New(engine.Config{Operations: 1, Memory: 1}).Run(t.Context(), entry, mover, o); err != nil {
			t.Fatal(err)
		}
		if err := o.errs["f"]; source.asked != 1 || storage.KindOf(err) != kind || (err == nil) != (kind == storage.Other) {
			t.Errorf("ETag %s: asked %d times, error %v", etag, source.asked, err)
		}
	}
}
