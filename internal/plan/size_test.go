package plan

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/storage/storagetest"
)

// sizes is a source of objects that claim to have these sizes.
type sizes struct {
	storage.Source
	bytes []int64
}

func (s sizes) List(context.Context, storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for _, n := range s.bytes {
			if !yield(storage.Object{Name: "b", Size: n}, nil) {
				return
			}
		}
	}
}

// TestASizeThatCannotBeTrueFailsAlone has a source whose driver believes everything.
func TestASizeThatCannotBeTrueFailsAlone(t *testing.T) {
	source := sizes{bytes: []int64{0, -1, math.MinInt64, math.MaxInt64, storage.MaxSize + 1, storage.MaxSize, 1}}
	planner := Planner{
		Source: source, Dest: &storagetest.Memory{Chunk: 1 << 32}, Pattern: Pattern{recursive: true, wildcard: "*"},
		Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"},
	}
	var good, bad []int64
	for e, err := range planner.Entries(t.Context()) {
		if err != nil && e.ID > 0 {
			bad = append(bad, e.Object.Size)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		good = append(good, e.Object.Size)
		for i := range min(e.Chunks(), 3) {
			if c := e.Chunk(e.Chunks() - 1 - i); c.Length <= 0 || c.Offset < 0 || c.Offset+c.Length > e.Object.Size {
				t.Errorf("%d bytes: chunk %+v", e.Object.Size, c)
			}
		}
	}
	if !slices.Equal(good, []int64{0, storage.MaxSize, 1}) || !slices.Equal(bad, []int64{-1, math.MinInt64, math.MaxInt64, storage.MaxSize + 1}) {
		t.Errorf("planned %d, refused %d", good, bad)
	}
}

// The pattern may select an object whose name is not known. It fails in each run that lists it, and no other run can look it
// up.
func TestAPatternHidesNoNamelessObject(t *testing.T) {
	p, err := ParsePattern("a", blob.Naming(), true)
	if err != nil {
		t.Fatal(err)
	}
	s := &unnamed{}
	planner := Planner{Source: s, Dest: &storagetest.Memory{Chunk: 1 << 32}, Pattern: p, Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}}
	failed := 0
	for e, err := range planner.Entries(t.Context()) {
		if err != nil && e.ID > 0 {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%d failures", failed)
	}
	for e, err := range planner.Replan(t.Context(), storage.Object{}) {
		t.Errorf("planned %+v, %v", e, err)
	}
}

// unnamed is a source that lists one object without a name.
type unnamed struct{ storage.Source }

func (*unnamed) List(context.Context, storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		yield(storage.Object{}, &storage.ObjectError{Err: errors.New("no name")})
	}
}
