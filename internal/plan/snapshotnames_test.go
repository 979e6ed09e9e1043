package plan

import (
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

func TestSnapshotSuffixes(t *testing.T) {
	tests := []struct {
		name, snapshot, want string
	}{
		{"a", "2013-02-25T08:07:57.0000000Z", " (2013-02-25 080757)"},
		{"a", "2013-02-25T08:07:57.0000001Z", " (2013-02-25 080757 0000001)"},
		{"a", "2013-02-25T08:07:57.9999999Z", " (2013-02-25 080757 9999999)"},
		{"a", "2013-02-25T08:07:58.0000000Z", " (2013-02-25 080758)"},
		{"a", "", ""},
		{"b", "2013-02-25T08:07:58.5000000Z", " (2013-02-25 080758)"},
		{"c", "2013-02-25T08:07:58.5000000Z", " (2013-02-25 080758)"},
		{"c", "2014-02-21T15:03:31Z", " (2014-02-21 150331)"},
		{"c", "yesterday", " (yesterday)"},
		{"c", "", ""},
		{"d", "", ""},
	}
	var s snapshotNames
	for _, tt := range tests {
		if got := s.suffix(storage.Object{Name: tt.name, Snapshot: tt.snapshot}); got != tt.want {
			t.Errorf("%s at %s: %q, want %q", tt.name, tt.snapshot, got, tt.want)
		}
	}
	resumed := snapshotNames{name: "a", snapshot: "2013-02-25T08:07:57.0000000Z"}
	if got := resumed.suffix(storage.Object{Name: "a", Snapshot: "2013-02-25T08:07:57.0000001Z"}); got != tests[1].want {
		t.Errorf("after where the listing resumes: %q", got)
	}
}

func TestSuffixesGoBeforeTheExtension(t *testing.T) {
	for name, want := range map[string]string{
		"abc.txt": "abc (t).txt", "abc": "abc (t)", "a.b/c": "a.b/c (t)", "a.b/c.d.e": "a.b/c.d (t).e", ".rc": " (t).rc", "d/.rc": "d/ (t).rc",
	} {
		for _, to := range []storage.Naming{local.Naming(false), blob.Naming()} {
			got, err := Names{From: blob.Naming(), To: to, Delimiter: "/"}.Map(name, " (t)")
			if err != nil || got != want {
				t.Errorf("%q to a %s: %q, %v, want %q", name, to.Object, got, err, want)
			}
		}
	}
	if got, err := (Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}).Map("dot.", " (t)"); err != nil || got != "dot (t)." {
		t.Errorf("a dot at the end: %q, %v", got, err)
	}
	long := strings.Repeat("x", blob.Naming().MaxName-len("vd/"))
	if _, err := (Names{From: blob.Naming(), To: blob.Naming(), Below: "vd/"}).Map(long, " (t)"); storage.KindOf(err) != storage.InvalidName {
		t.Errorf("a name that becomes too long: %v", err)
	}
}

// TestSnapshotsArePlanned lists instead of asking for the one blob, and lists no further than that.
func TestSnapshotsArePlanned(t *testing.T) {
	s := &shelf{names: []string{"abc", "abc/d", "abcd"}, snapshots: []string{"2013-02-25T08:07:57.1Z", "2014-02-21T15:03:31.2Z"}}
	for _, tt := range []struct {
		pattern   Pattern
		destName  string
		snapshots bool
		want      []string
	}{
		{Exact("abc"), "", false, []string{"abc"}},
		{Exact("abc"), "", true, []string{"abc (2013-02-25 080757)", "abc (2014-02-21 150331)", "abc"}},
		{Exact("abc"), "x.y", true, []string{"x (2013-02-25 080757).y", "x (2014-02-21 150331).y", "x.y"}},
		{Exact("ab"), "", true, nil},
		{Pattern{prefix: "abcd", wildcard: "*"}, "", true, []string{"abcd (2013-02-25 080757)", "abcd (2014-02-21 150331)", "abcd"}},
	} {
		planner := Planner{
			Source: s, Dest: bench{}, Pattern: tt.pattern, DestName: tt.destName, Snapshots: tt.snapshots,
			Names: Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"},
		}
		var got []string
		for e, err := range planner.Entries(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Dest)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.pattern, got, tt.want)
		}
	}
}
