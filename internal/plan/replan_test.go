package plan

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/storage/storagetest"
)

// TestReplan plans again what has failed, in every state that it may be in by then.
func TestReplan(t *testing.T) {
	const older, newer = "2013-02-25T08:07:57.1Z", "2013-02-25T08:07:57.2Z"
	both := Filter{ExcludeOlder: true, ExcludeNewer: true, Requests: 1}
	dest := &storagetest.Memory{Chunk: 8}
	dest.Add(storage.Object{Name: "there"}, storage.Object{Name: "d/there"})
	for _, tt := range []struct {
		name   string
		source shelf
		from   storage.Naming
		failed storage.Object
		filter Filter
		want   []string
	}{
		{"as it is now", shelf{names: []string{"a", "b"}}, blob.Naming(), storage.Object{Name: "b"}, Filter{}, []string{"b 8"}},
		{"gone", shelf{names: []string{"a", "bb"}}, blob.Naming(), storage.Object{Name: "b"}, Filter{}, nil},
		{"it fails again", shelf{names: []string{"../up"}}, blob.Naming(), storage.Object{Name: "../up"}, Filter{}, []string{"../up fails"}},
		{"a snapshot", shelf{names: []string{"b", "bb"}, snapshots: []string{older, newer}}, blob.Naming(), storage.Object{Name: "b", Snapshot: older}, Filter{},
			[]string{"b (2013-02-25 080757) 8"}},
		{"a second one of its second", shelf{names: []string{"b", "bb"}, snapshots: []string{older, newer}}, blob.Naming(),
			storage.Object{Name: "b", Snapshot: newer}, Filter{}, []string{"b (2013-02-25 080757 2000000) 8"}},
		{"a snapshot that is gone", shelf{names: []string{"b", "bb"}, snapshots: []string{newer}}, blob.Naming(), storage.Object{Name: "b", Snapshot: older}, Filter{}, nil},
		{"the blob beside its snapshots", shelf{names: []string{"b"}, snapshots: []string{older}}, blob.Naming(), storage.Object{Name: "b"}, Filter{}, []string{"b 8"}},
		{"a folder", shelf{names: []string{"a", "d/x", "d/y", "dd"}}, local.Naming(false), storage.Object{Name: "d/"}, Filter{}, []string{"d/x 8", "d/y 8"}},
		{"a blob that is named as a folder", shelf{names: []string{"d/", "d/x"}}, blob.Naming(), storage.Object{Name: "d/"}, Filter{}, []string{"d%2F 8"}},
		{"a folder that still can't be read", shelf{names: []string{"d/"}, broken: "d/"}, local.Naming(false), storage.Object{Name: "d/"}, Filter{}, []string{"d/ fails"}},
		{"a folder that is gone", shelf{names: []string{"a"}}, local.Naming(false), storage.Object{Name: "d/"}, Filter{}, nil},
		{"the destination has it by now", shelf{names: []string{"there"}}, blob.Naming(), storage.Object{Name: "there"}, both, []string{"there is excluded"}},
		{"the destination has one of them", shelf{names: []string{"d/there", "d/x"}}, local.Naming(false), storage.Object{Name: "d/"}, both, []string{"d/there is excluded", "d/x 8"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Planner{
				Source: &tt.source, Dest: dest, Pattern: Pattern{recursive: true, wildcard: "*"},
				Names:     Names{From: tt.from, To: local.Naming(false), Delimiter: "/"},
				Snapshots: tt.source.snapshots != nil, Filter: tt.filter,
				After: "z", LastID: 7,
			}
			var got []string
			for e, err := range p.Replan(t.Context(), tt.failed) {
				one := err != nil && e.ID > 0
				_, excluded := errors.AsType[*ExcludedError](err)
				switch {
				case excluded:
					got = append(got, e.Object.Name+" is excluded")
				case one:
					got = append(got, e.Object.Name+" fails")
				case err != nil:
					t.Fatal(err)
				default:
					got = append(got, fmt.Sprint(e.Dest, " ", e.ChunkSize))
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestIDsAreNotGivenTwice plans what fails, and then continues the listing.
func TestIDsAreNotGivenTwice(t *testing.T) {
	p := Planner{
		Source: &shelf{names: []string{"../up", "../upper", "a"}}, Dest: bench{}, Pattern: Pattern{recursive: true, wildcard: "*"},
		Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}, LastID: 10,
	}
	seen := map[uint64]bool{}
	note := func(e Entry, err error) {
		id := e.ID
		if seen[id] || id <= 10 {
			t.Errorf("ID %d a second time", id)
		}
		seen[id] = true
	}
	for _, name := range []string{"../up", "../upper"} {
		for e, err := range p.Replan(t.Context(), storage.Object{Name: name}) {
			note(e, err)
		}
	}
	for e, err := range p.Entries(t.Context()) {
		note(e, err)
	}
	if len(seen) != 5 {
		t.Errorf("%d IDs", len(seen))
	}
}
