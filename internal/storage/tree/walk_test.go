package tree

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// share is a tree as a service lists it: the entries of a directory come with their sizes, and in an order of its own.
type share struct {
	folders map[string][]Entry
	failing map[string]error // of a folder, or of an object
	asked   []string         // the folders that were listed
}

// newShare returns a share with these files, the details of each being the length of its name.
func newShare(files ...string) *share {
	s := &share{folders: map[string][]Entry{"": nil}, failing: map[string]error{}}
	for _, file := range files {
		folder, name := "", file
		for {
			first, rest, below := strings.Cut(name, "/")
			if !below {
				s.add(folder, Entry{Name: name, Details: fmt.Sprint(len(file))})
				break
			}
			s.add(folder, Entry{Name: first, IsFolder: true})
			folder, name = folder+first+"/", rest
		}
	}
	return s
}

func (s *share) add(folder string, e Entry) {
	if !slices.Contains(s.folders[folder], e) {
		s.folders[folder] = append(s.folders[folder], e)
	}
}

func (s *share) List(_ context.Context, folder string) iter.Seq2[Entry, error] {
	s.asked = append(s.asked, folder)
	return func(yield func(Entry, error) bool) {
		entries, found := s.folders[folder]
		if !found {
			yield(Entry{}, storage.Errorf("list "+s.Path(folder), storage.NotFound, "it does not exist"))
			return
		}
		for _, e := range slices.Backward(entries) { // not in the order of names
			if !yield(e, nil) {
				return
			}
		}
		if err := s.failing[folder]; err != nil { // on its last page
			yield(Entry{}, err)
		}
	}
}

func (s *share) Object(_ context.Context, name string, e Entry) (storage.Object, bool, error) {
	if e.Details != fmt.Sprint(len(name)) {
		return storage.Object{}, false, fmt.Errorf("%s came with the details %q", name, e.Details)
	}
	return storage.Object{Name: name}, !strings.HasSuffix(name, ".gone"), s.failing[name]
}

func (s *share) Path(folder string) string { return "share/" + folder }

// walk returns what is listed: names, and "!name" for those that fail alone. An error ends it.
func (s *share) walk(t *testing.T, q storage.Query, inMemory int) (listed []string, _ error) {
	t.Helper()
	for obj, err := range Walk(t.Context(), s, q, inMemory) {
		odd, alone := errors.AsType[*storage.ObjectError](err)
		switch {
		case alone:
			listed = append(listed, "!"+odd.Name)
		case err != nil:
			return listed, err
		default:
			listed = append(listed, obj.Name)
		}
	}
	return listed, nil
}

func files() []string {
	return []string{"a", "a b", "a-b/1", "a.b", "b/1", "b/2", "b/c/1", "b/c/2", "b/d", "ba", "c/1/2/3/4", "x.gone", "z"}
}

// inOrder are the files as a walk lists them: in each folder first the objects, then the folders.
func inOrder() []string {
	return []string{"a", "a b", "a.b", "ba", "z", "a-b/1", "b/1", "b/2", "b/d", "b/c/1", "b/c/2", "c/1/2/3/4"}
}

// The order of a walk is the same whatever order the service lists in and however many entries are sorted in memory, and a
// walk resumes after each of its names.
func TestWalkIsOrderedAndResumes(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary)
	all := inOrder()
	for _, inMemory := range []int{1, 2, 3, InMemory} {
		s := newShare(files()...)
		if got, err := s.walk(t, storage.Query{Recursive: true}, inMemory); err != nil || !slices.Equal(got, all) {
			t.Fatalf("%d in memory: listed %q, %v", inMemory, got, err)
		}
		for i, after := range all {
			if got, _ := s.walk(t, storage.Query{Recursive: true, After: after}, inMemory); !slices.Equal(got, all[i+1:]) {
				t.Errorf("%d in memory, after %q: listed %q", inMemory, after, got)
			}
		}
		for range Walk(t.Context(), s, storage.Query{Recursive: true}, inMemory) {
			break // a reader that has enough
		}
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%d temporary files are left, %v", len(left), err)
	}
}

// A walk asks only for folders that may hold something.
func TestWalkAsksForWhatItNeeds(t *testing.T) {
	for _, tt := range []struct {
		q      storage.Query
		listed []string
		asked  []string
	}{
		{storage.Query{}, inOrder()[:5], []string{""}},
		{storage.Query{Prefix: "b"}, []string{"ba"}, []string{""}},
		{storage.Query{Prefix: "b", Recursive: true}, []string{"ba", "b/1", "b/2", "b/d", "b/c/1", "b/c/2"}, []string{"", "b/", "b/c/"}},
		{storage.Query{Prefix: "b/c", Recursive: true}, []string{"b/c/1", "b/c/2"}, []string{"b/", "b/c/"}},
		{storage.Query{Prefix: "b/", Recursive: true, After: "b/c/1"}, []string{"b/c/2"}, []string{"b/", "b/c/"}},
		{storage.Query{Prefix: "b/", Recursive: true, After: "a-b/1"}, []string{"b/1", "b/2", "b/d", "b/c/1", "b/c/2"}, []string{"b/", "b/c/"}},
		{storage.Query{Prefix: "b/", Recursive: true, After: "c/1/2/3/4"}, nil, nil},
		{storage.Query{Recursive: true, After: "b/c/"}, []string{"c/1/2/3/4"}, []string{"", "b/", "c/", "c/1/", "c/1/2/", "c/1/2/3/"}},
		{storage.Query{Recursive: true, After: "b/c/1x"}, []string{"b/c/2", "c/1/2/3/4"}, []string{"", "b/", "b/c/", "c/", "c/1/", "c/1/2/", "c/1/2/3/"}},
		{storage.Query{Prefix: "absent/", Recursive: true}, nil, []string{"absent/"}},
	} {
		s := newShare(files()...)
		got, err := s.walk(t, tt.q, InMemory)
		if err != nil || !slices.Equal(got, tt.listed) || !slices.Equal(s.asked, tt.asked) {
			t.Errorf("%+v: listed %q, %v, and asked for %q", tt.q, got, err, s.asked)
		}
	}
}

// An object or a folder fails alone, unless it is the root, or the place does not answer.
func TestWalkFailures(t *testing.T) {
	denied := storage.Errorf("list", storage.Denied, "no")
	away := storage.Errorf("list", storage.HostLost, "no")
	for _, tt := range []struct {
		name   string
		err    error
		listed []string
		ends   bool
	}{
		{"b/1", denied, []string{"a", "!b/1", "c/d"}, false},
		{"b/", denied, []string{"a", "!b/", "c/d"}, false},
		{"b/", storage.Errorf("list", storage.NotFound, "gone"), []string{"a", "!b/", "c/d"}, false},
		{"b/", away, []string{"a"}, true},
		{"", denied, nil, true},
	} {
		s := newShare("a", "b/1", "c/d")
		s.failing[tt.name] = tt.err
		got, err := s.walk(t, storage.Query{Recursive: true}, InMemory)
		if !slices.Equal(got, tt.listed) || (err != nil) != tt.ends || tt.ends && !errors.Is(err, tt.err) {
			t.Errorf("%q fails: listed %q, %v", tt.name, got, err)
		}
	}
}

// cancelled is a share whose folder b/ is being listed when the walk is cancelled.
type cancelled struct {
	*share
	cancel context.CancelFunc
}

func (c cancelled) List(ctx context.Context, folder string) iter.Seq2[Entry, error] {
	if folder == "b/" {
		c.cancel()
	}
	return c.share.List(ctx, folder)
}

// A walk that is cancelled says so, and does not blame a folder.
func TestWalkIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newShare("a", "b/1", "c/d")
	s.failing["b/"] = storage.Errorf("list", storage.Other, "the request was cancelled")
	var failed []error
	for _, err := range Walk(ctx, cancelled{s, cancel}, storage.Query{Recursive: true}, InMemory) {
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) != 1 || failed[0] != context.Canceled {
		t.Errorf("got %v", failed)
	}
}

// A folder that can't be sorted for lack of a temporary file fails alone, even where a missing one would mean that nothing
// matches.
func TestNoRoomToSort(t *testing.T) {
	absent := filepath.Join(t.TempDir(), "absent")
	t.Setenv("TMPDIR", absent)
	t.Setenv("TMP", absent)
	s := newShare("sub/a", "sub/b", "sub/c")
	var failed []error
	for _, err := range Walk(t.Context(), s, storage.Query{Prefix: "sub/", Recursive: true}, 2) {
		failed = append(failed, err)
	}
	if len(failed) != 1 || failed[0] == nil || !strings.HasPrefix(failed[0].Error(), "list share/sub/: sort its names") || !strings.Contains(failed[0].Error(), "TMPDIR") {
		t.Errorf("got %v", failed)
	}
}
