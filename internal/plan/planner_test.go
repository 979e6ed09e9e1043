package plan

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/storage/storagetest"
)

// shelf is a source that lists what it was given, and counts its listings.
type shelf struct {
	names  []string
	broken string // this object can't be listed
	gone   bool   // the container does not exist
	listed int
	// snapshots are those of every object.
	snapshots []string
}

// place returns a place with the objects.
func (s *shelf) place() *storagetest.Memory {
	m := &storagetest.Memory{Missing: s.gone, Unlisted: map[string]error{s.broken: errors.New("unreadable")}}
	for _, name := range s.names {
		for _, snapshot := range append([]string{""}, s.snapshots...) {
			m.Add(storage.Object{Name: name, Snapshot: snapshot, Size: int64(len(name))})
		}
	}
	return m
}

func (s *shelf) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	s.listed++
	return s.place().List(ctx, q)
}

func (s *shelf) Stat(ctx context.Context, name string) (storage.Object, error) {
	return s.place().Stat(ctx, name)
}

func (*shelf) Open(context.Context, storage.Object) (storage.Content, error) {
	return nil, errors.New("the planner opens nothing")
}

// bench is a destination that holds objects up to 20 bytes, in chunks of 8.
type bench struct{ storage.Destination }

// Traits makes blobs that stand for folders become folders.
func (bench) Traits(obj storage.Object) storage.Traits { return storage.Traits{Folder: obj.IsFolder()} }

func (bench) ChunkSize(obj storage.Object) (int64, error) {
	if obj.Size > 20 {
		return 0, storage.Errorf("size", storage.TooLarge, "too large")
	}
	return 8, nil
}

func planned(t *testing.T, s *shelf, p Pattern) (dests []string, failed []string, err error) {
	t.Helper()
	planner := Planner{Source: s, Dest: bench{}, Pattern: p, Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}}
	for e, err := range planner.Entries(t.Context()) {
		if err != nil && e.ID > 0 {
			failed = append(failed, e.Object.Name)
			continue
		}
		if err != nil {
			return dests, failed, err
		}
		dests = append(dests, e.Dest)
	}
	return dests, failed, nil
}

func TestEntriesFailOneByOne(t *testing.T) {
	s := &shelf{names: []string{"../up", "a", "broken", "d/e", "much too large a thing"}, broken: "broken"}
	dests, failed, err := planned(t, s, Pattern{recursive: true, wildcard: "*"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(dests, []string{"a", "d/e"}) || !slices.Equal(failed, []string{"../up", "broken", "much too large a thing"}) {
		t.Errorf("planned %q, failed %q", dests, failed)
	}
}

// A pattern leaves out an object that can't be listed, but not a folder, which may hold a match.
func TestAPatternHidesNoFolder(t *testing.T) {
	p, err := ParsePattern("a*", local.Naming(false), true)
	if err != nil {
		t.Fatal(err)
	}
	for broken, want := range map[string][]string{"broken/": {"broken/"}, "broken": nil} {
		s := &shelf{names: []string{"a", broken}, broken: broken}
		dests, failed, err := planned(t, s, p)
		if err != nil || !slices.Equal(dests, []string{"a"}) || !slices.Equal(failed, want) {
			t.Errorf("%s: planned %q, failed %q, %v", broken, dests, failed, err)
		}
	}
}

func TestAnExactNameIsNotListed(t *testing.T) {
	s := &shelf{names: []string{"abc", "abc/d", "abcd"}}
	dests, _, err := planned(t, s, Exact("abc"))
	if err != nil || !slices.Equal(dests, []string{"abc"}) || s.listed > 0 {
		t.Errorf("planned %q with %d listings, %v", dests, s.listed, err)
	}
}

func TestAnAbsentExactNamePlansNothing(t *testing.T) {
	dests, failed, err := planned(t, &shelf{names: []string{"abcd"}}, Exact("abc"))
	if len(dests)+len(failed) > 0 || err != nil {
		t.Errorf("planned %q, failed %q, %v", dests, failed, err)
	}
}

func TestAnAbsentContainerIsAnError(t *testing.T) {
	for _, p := range []Pattern{Exact("abc"), {wildcard: "*"}} {
		if _, _, err := planned(t, &shelf{gone: true}, p); storage.KindOf(err) != storage.NotFound {
			t.Errorf("got %v", err)
		}
	}
}

func TestChunksCoverTheObject(t *testing.T) {
	for _, tt := range []struct{ size, chunk, n, last int64 }{{0, 8, 0, 0}, {1, 8, 1, 1}, {8, 8, 1, 8}, {9, 8, 2, 1}, {1 << 40, 8 << 20, 131072, 8 << 20}} {
		e := Entry{Object: storage.Object{Size: tt.size}, ChunkSize: tt.chunk}
		if e.Chunks() != int(tt.n) {
			t.Errorf("%d bytes are %d chunks, want %d", tt.size, e.Chunks(), tt.n)
		}
		if tt.n > 0 && e.Chunk(e.Chunks()-1) != (storage.Chunk{Index: int(tt.n - 1), Offset: (tt.n - 1) * tt.chunk, Length: tt.last}) {
			t.Errorf("%d bytes: last chunk %+v", tt.size, e.Chunk(e.Chunks()-1))
		}
	}
}

// A blob with the name of the source's folder itself is left out when it is empty, and fails alone when it is not.
func TestTheMarkerOfTheSourceItself(t *testing.T) {
	folder := map[string]string{"hdi_isfolder": "true"}
	for _, to := range []storage.Naming{local.Naming(false), blob.Naming()} {
		p := Planner{Dest: bench{}, Names: Names{From: blob.Naming(), To: to, Delimiter: "/"}}
		for _, obj := range []storage.Object{{}, {Props: storage.Properties{Metadata: folder}}, {Snapshot: "2013-02-25T08:07:57.1Z"}} {
			_, err := p.entry(1, obj, "")
			if _, excluded := errors.AsType[*ExcludedError](err); !excluded {
				t.Errorf("%+v to a %s: %v", obj, to.Object, err)
			}
		}
		e, err := p.entry(1, storage.Object{Size: 1}, "")
		if e.ID != 1 || !e.Unplanned || storage.KindOf(err) != storage.InvalidName {
			t.Errorf("with content, to a %s: %v", to.Object, err)
		}
	}
}

func TestFoldersLoseTheSeparatorAtTheirEnd(t *testing.T) {
	folder := storage.Properties{Metadata: map[string]string{"hdi_isfolder": "true"}}
	for _, tt := range []struct{ name, delimiter, want string }{
		{"a/", "/", "a"}, {"a/b/", "/", "a/b"}, {"a", "/", "a"}, {"a@", "@", "a"}, {"a/", "@", "a%2F"}, {"/", "/", "%2F"}, {"a//", "/", "a%2F"},
	} {
		p := Planner{Dest: bench{}, Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: tt.delimiter}}
		if e, err := p.entry(1, storage.Object{Name: tt.name, Props: folder}, ""); err != nil || e.Dest != tt.want {
			t.Errorf("%q: %q, %v, want %q", tt.name, e.Dest, err, tt.want)
		}
	}
}
