package storagetest

import (
	"testing"

	"azcopy/internal/storage"
)

// TestMemory runs the suite on Memory, with all that it can keep and with nothing but the content.
func TestMemory(t *testing.T) {
	for name, facts := range map[string]storage.Traits{
		"all is kept":     {KeepsMD5: true, KeepsProperties: true, Typed: true},
		"content is kept": {},
	} {
		t.Run(name, func(t *testing.T) {
			Run(t, Driver{
				Empty: func(*testing.T) Place {
					m := &Memory{Facts: facts, Missing: true}
					return Place{Source: m, Dest: m}
				},
				Missing: func(*testing.T) storage.Source { return &Memory{Missing: true} },
			})
		})
	}
}

func TestMemoryListsSnapshotsBeforeTheBlob(t *testing.T) {
	m := &Memory{}
	m.Add(storage.Object{Name: "b"}, storage.Object{Name: "a"}, storage.Object{Name: "a", Snapshot: "2"}, storage.Object{Name: "a", Snapshot: "1"})
	for _, tt := range []struct {
		q    storage.Query
		want string
	}{
		{storage.Query{}, "a b "},
		{storage.Query{Snapshots: true}, "a1 a2 a b "},
		{storage.Query{Snapshots: true, After: "a", AfterSnapshot: "1"}, "a2 a b "},
		{storage.Query{Snapshots: true, After: "a"}, "b "},
	} {
		got := ""
		for _, obj := range list(t, m, tt.q) {
			got += obj.Name + obj.Snapshot + " "
		}
		if got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.q, got, tt.want)
		}
	}
}
