package plan

import (
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

func TestPattern(t *testing.T) {
	files, blobs := local.Naming(false), blob.Naming()
	tests := []struct {
		pattern   string
		source    storage.Naming
		recursive bool
		query     storage.Query
		yes, no   []string
	}{
		{"", files, false, storage.Query{}, []string{"a", "a.txt"}, nil},
		{"*.*", files, true, storage.Query{Recursive: true}, []string{"a", "s/a.txt"}, nil},
		{".", files, false, storage.Query{}, []string{"a", "a.txt"}, nil},
		{"a*", files, true, storage.Query{Recursive: true}, []string{"abc.txt", "sub/ABC", "a"}, []string{"xyz.txt", "a/xyz"}},
		{"a?c.TXT  ", files, false, storage.Query{}, []string{"abc.txt", "aéc.txt"}, []string{"ac.txt", "abcd.txt"}},
		{`folderA\file*`, files, false, storage.Query{Prefix: "folderA/"}, []string{"folderA/file1"}, []string{"folderA/x"}},
		{"*a*b*", files, false, storage.Query{}, []string{"ab", "xaxbx", "aab"}, []string{"ba", "a"}},
		{"[ab]", files, false, storage.Query{}, []string{"[ab]"}, []string{"a"}},
		{"", blobs, false, storage.Query{}, []string{"a"}, nil},
		{"", blobs, true, storage.Query{Recursive: true}, []string{"a", "v/b"}, nil},
		{"abc.txt", blobs, false, storage.Query{Prefix: "abc.txt", Recursive: true}, []string{"abc.txt"}, []string{"abc.txt2", "ABC.txt", "abc.txt/x"}},
		{"vd/abc.txt", blobs, false, storage.Query{Prefix: "vd/abc.txt", Recursive: true}, []string{"vd/abc.txt"}, []string{"abc.txt"}},
		{`vd\abc.txt`, blobs, false, storage.Query{Prefix: "vd/abc.txt", Recursive: true}, []string{"vd/abc.txt"}, []string{`vd\abc.txt`}},
		{`vd\a`, blobs, true, storage.Query{Prefix: "vd/a", Recursive: true}, []string{"vd/a"}, nil},
		{"a", blobs, true, storage.Query{Prefix: "a", Recursive: true}, []string{"abc", "a/b"}, nil},
		{"a*", blobs, true, storage.Query{Prefix: "a*", Recursive: true}, []string{"a*b"}, nil},
	}
	for _, tt := range tests {
		p, err := ParsePattern(tt.pattern, tt.source, tt.recursive)
		if err != nil {
			t.Errorf("%q: %v", tt.pattern, err)
			continue
		}
		if got := p.Query(); got != tt.query {
			t.Errorf("%q: query %+v, want %+v", tt.pattern, got, tt.query)
		}
		for _, name := range tt.yes {
			if !p.Matches(name) {
				t.Errorf("%q does not match %q", tt.pattern, name)
			}
		}
		for _, name := range tt.no {
			if p.Matches(name) {
				t.Errorf("%q matches %q", tt.pattern, name)
			}
		}
	}
}

func TestPatternRefuses(t *testing.T) {
	for _, pattern := range []string{"../x", `a\..\b`, "a*/b", "/etc/*"} {
		if _, err := ParsePattern(pattern, local.Naming(false), false); err == nil {
			t.Errorf("%q accepted", pattern)
		}
	}
}

func FuzzMatchWildcard(f *testing.F) {
	f.Add("a*b?c", "aXbYc")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		matchWildcard(pattern, name)
		if !matchWildcard("*"+pattern+"*", name) && matchWildcard(pattern, name) {
			t.Errorf("%q matches %q but not with stars around it", pattern, name)
		}
	})
}
