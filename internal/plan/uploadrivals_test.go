package plan

import (
	"context"
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

func uploading(s *shelf, known bool) *Planner {
	p := &Planner{
		Source: s, Dest: bench{}, Pattern: Pattern{recursive: true, wildcard: "*"},
		Names: Names{From: local.Naming(false), To: blob.Naming(), Delimiter: "/"},
	}
	if known {
		p.Folders = shelved{s}
	}
	return p
}

// shelved has the folders of a shelf's objects.
type shelved struct{ *shelf }

func (s shelved) HasFolder(name string) bool {
	for _, file := range s.names {
		if strings.HasPrefix(file, name+"/") {
			return true
		}
	}
	return false
}

// TestUploadRival has the file that takes precedence over the last of the names.
func TestUploadRival(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{[]string{`a\b`}, ""},
		{[]string{"a/b", `a\b`}, "a/b"},
		{[]string{`a\b`, "a/b"}, ""},
		{[]string{"a", `a\b`}, ""},
		{[]string{`a/b\c`, `a\b/c`}, `a/b\c`},
		{[]string{`a\b/c`, `a/b\c`}, ""},
		{[]string{`a\b/c`, `a\b\c`}, `a\b/c`},
		{[]string{`a/b\c`, `a\b/c`, `a\b\c`}, `a/b\c`},
		{[]string{`a/\b`, `a\\b`}, `a/\b`},
		{[]string{`a\/b`, `a\\b`}, `a\/b`},
		{[]string{`\a/b`, `\a\b`}, `\a/b`},
		{[]string{`a/b\`, `a\b\`}, `a/b\`},
		{[]string{"a/b/c", `x\b/c`}, ""},
	} {
		for _, known := range []bool{true, false} {
			p := uploading(&shelf{names: tt.names}, known)
			name := tt.names[len(tt.names)-1]
			got, err := rivalOf(t, p, name)
			if got != tt.want || err != nil {
				t.Errorf("%q of %q: %q, %v, want %q", name, tt.names, got, err, tt.want)
			}
		}
	}
}

func rivalOf(t *testing.T, p *Planner, name string) (string, error) {
	t.Helper()
	e, err := p.entry(1, storage.Object{Name: name}, "")
	if err != nil || !p.Ambiguous(e) {
		return "", err
	}
	return p.rival(t.Context(), e)
}

// An escaped \ makes no rival, although the service would take it for a slash. An escape does.
func TestEscapedBackslashesMakeNoUploadRivals(t *testing.T) {
	p := uploading(&shelf{names: []string{"a/b", `a\b`, "a%5Cb"}}, true)
	p.Names.To = share()
	if p.Ambiguous(Entry{Object: storage.Object{Name: `a\b`}, Dest: "a%5Cb"}) {
		t.Error("there may be a rival")
	}
	if got, err := rivalOf(t, p, "a%5Cb"); got != `a\b` || err != nil {
		t.Errorf("%q, %v, want the file whose \\ is escaped", got, err)
	}
}

// A file that is not copied is not a rival.
func TestOnlySelectedFilesAreUploadRivals(t *testing.T) {
	p := uploading(&shelf{names: []string{"a/b", `a\b`}}, true)
	p.Pattern.recursive = false
	if got, err := rivalOf(t, p, `a\b`); got != "" || err != nil {
		t.Errorf("without /S: %q, %v", got, err)
	}
}

// A tree made on purpose can't keep the search going.
func TestTheSearchForUploadRivalsEnds(t *testing.T) {
	p := uploading(&shelf{}, false) // every folder is believed to exist
	name := `z\` + strings.Repeat("a/", 200) + "a"
	if _, err := rivalOf(t, p, name); storage.KindOf(err) != storage.InvalidName {
		t.Errorf("got %v", err)
	}
}

// Of all files that become one blob exactly one has no rival.
func FuzzUploadRivals(f *testing.F) {
	f.Add("a/b a\\b")
	f.Add(`a/b\c a\b/c a\b\c a\\c a/\c`)
	f.Fuzz(func(t *testing.T, list string) {
		names := map[string]bool{}
		for name := range strings.FieldsSeq(list) {
			name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '/' }), "/")
			if len(names) < 8 && name != "" && strings.Count(strings.ReplaceAll(name, `\`, "/"), "/") < 8 {
				names[name] = true
			}
		}
		s := &shelf{}
		for name := range names {
			s.names = append(s.names, name)
		}
		p := uploading(s, true)
		blobs, first := map[string]bool{}, map[string]int{}
		for name := range names {
			e, err := p.entry(1, storage.Object{Name: name}, "")
			if err != nil {
				continue
			}
			blobs[e.Dest] = true
			if rival, err := rivalOf(t, p, name); err != nil {
				t.Errorf("%q: %v", name, err)
			} else if rival == "" {
				first[e.Dest]++
			}
		}
		for blob := range blobs {
			if first[blob] != 1 {
				t.Errorf("of %q, %d become %q", s.names, first[blob], blob)
			}
		}
	})
}

// ownShelf has one file of the run itself.
type ownShelf struct {
	*shelf
	own string
}

func (s ownShelf) Stat(ctx context.Context, name string) (storage.Object, error) {
	if name == s.own {
		return storage.Object{}, storage.Errorf("list "+name, storage.OwnFile, "it is the log of this run")
	}
	return s.shelf.Stat(ctx, name)
}

// Nor is a file of the run itself copied: it must not keep out the user's file.
func TestTheRunsOwnFileIsNotAnUploadRival(t *testing.T) {
	p := uploading(&shelf{names: []string{"a/log", `a\log`}}, true)
	p.Source = ownShelf{&shelf{names: []string{"a/log", `a\log`}}, "a/log"}
	if got, err := rivalOf(t, p, `a\log`); got != "" || err != nil {
		t.Errorf("%q, %v, want no rival", got, err)
	}
}
