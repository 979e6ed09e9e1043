package plan

import (
	"slices"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

func TestRivalsOfNames(t *testing.T) {
	const unix, windows = false, true
	for _, tt := range []struct {
		windows bool
		name    string
		want    []string
	}{
		{unix, "a/b", nil},
		{unix, "a//b", nil},
		{unix, "a/%2Fb", []string{"a//b"}},
		{unix, "a/%2fb", nil},
		{unix, "a%2Fb", nil}, // a/b is a file in a folder
		{unix, "100%", nil},
		{unix, "%2Fa%2F", []string{"/a%2F", "%2Fa/", "/a/"}},
		{unix, "%2Fa/%2Fb/%2Fc", []string{"/a//b//c"}},
		{unix, "a%3Ab", nil},
		{windows, "a%3Ab", []string{"a:b"}},
		{windows, "a:b", nil},
		{windows, "a%2E", []string{"a."}},
		{windows, "a%2Eb", nil},
		{windows, "a ", []string{"a"}},
		{windows, "dir /f", []string{"dir/f"}},
		{windows, "a b", nil},
		{windows, "a%3A ", []string{"a:"}},
		{windows, "CON%3A", []string{"CON:"}},
	} {
		n := Names{From: blob.Naming(), To: local.Naming(tt.windows), Delimiter: "/"}
		if got := n.rivals(tt.name); !slices.Equal(got, tt.want) {
			t.Errorf("%q on Windows %v: %q, want %q", tt.name, tt.windows, got, tt.want)
		}
	}
}

func FuzzRivals(f *testing.F) {
	f.Add("a/%2Fb %3A", true)
	f.Add("%2Fa%2F%00", false)
	f.Fuzz(func(t *testing.T, name string, onWindows bool) {
		n := Names{From: blob.Naming(), To: local.Naming(onWindows), Delimiter: "/"}
		want, err := n.path(name)
		for _, rival := range n.rivals(name) {
			if got, failed := n.path(rival); err != nil || failed != nil || got != want || rival == name {
				t.Errorf("%q becomes %q, %v; its rival %q becomes %q, %v", name, want, err, rival, got, failed)
			}
			if slices.Contains(n.rivals(rival), name) {
				t.Errorf("%q and %q are each other's rivals", name, rival)
			}
		}
	})
}

// TestRival asks the source for objects that take precedence over an entry.
func TestRival(t *testing.T) {
	taken := []string{"2013-02-25T08:07:57.1Z", "2013-02-25T08:07:57.2Z"}
	whole := Pattern{recursive: true, wildcard: "*"}
	for _, tt := range []struct {
		name    string
		source  shelf
		to      storage.Naming
		pattern Pattern
		want    string
	}{
		{"a/%2Fb", shelf{names: []string{"a//b", "a/%2Fb"}}, local.Naming(false), whole, "a//b"},
		{"a/%2Fb", shelf{names: []string{"a/%2Fb"}}, local.Naming(false), whole, ""},
		{"a/%2Fb", shelf{names: []string{"a//b", "a/%2Fb"}}, blob.Naming(), whole, ""},
		{"a/%2Fb", shelf{names: []string{"a//b", "a/%2Fb"}}, local.Naming(false), Pattern{prefix: "a/%", recursive: true, wildcard: "*"}, ""},
		{"a/%2Fb", shelf{names: []string{"a//b", "a/%2Fb"}}, local.Naming(false), Exact("a/%2Fb"), ""},
		{"a%3Ab", shelf{names: []string{"a:b", "a%3Ab"}}, share(), whole, "a:b"},
		{"a (2013-02-25 080757).txt", shelf{names: []string{"a.txt"}, snapshots: taken}, blob.Naming(), whole, "a.txt?snapshot=" + taken[0]},
		{"a (2013-02-25 080757 2000000).txt", shelf{names: []string{"a.txt"}, snapshots: taken}, blob.Naming(), whole, "a.txt?snapshot=" + taken[1]},
		{"d/a (2013-02-25 080757)", shelf{names: []string{"d/a", "d/ab"}, snapshots: taken}, local.Naming(false), whole, "d/a?snapshot=" + taken[0]},
		{"a (2014-02-25 080757).txt", shelf{names: []string{"a.txt"}, snapshots: taken}, blob.Naming(), whole, ""},
		{"a (2013-02-25 080757).txt", shelf{names: []string{"b.txt"}, snapshots: taken}, blob.Naming(), whole, ""},
		{"a (2013-02-25 080757).txt", shelf{names: []string{"a.txt"}}, blob.Naming(), whole, ""},
	} {
		p := Planner{
			Source: &tt.source, Dest: bench{}, Pattern: tt.pattern, Snapshots: tt.source.snapshots != nil,
			Names: Names{From: blob.Naming(), To: tt.to, Delimiter: "/"},
		}
		e := Entry{Object: storage.Object{Name: tt.name}, Dest: tt.name}
		got := ""
		if p.Ambiguous(e) {
			var err error
			if got, err = p.rival(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if got != tt.want {
			t.Errorf("%q to a %s: %q, want %q", tt.name, tt.to.Object, got, tt.want)
		}
	}
}
