package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

// The orders in which a service may list.
var orders = map[string]func(a, b string) int{
	"bytes":    strings.Compare,
	"UTF-16":   func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) },
	"segments": func(a, b string) int { return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/")) },
}

// store is a destination that lists in one of the orders, and counts the requests.
type store struct {
	storage.Destination
	names   []string
	compare func(a, b string) int
	listErr error // of every listing, and statErr of every look-up
	statErr error
	damaged string // the name of an object that can't be listed

	lists, passed int
}

func newStore(order string, names ...string) *store {
	return &store{names: slices.SortedFunc(slices.Values(names), orders[order]), compare: orders[order]}
}

func (s *store) List(_ context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	s.lists++
	return func(yield func(storage.Object, error) bool) {
		if s.listErr != nil {
			yield(storage.Object{}, s.listErr)
			return
		}
		for _, name := range s.names {
			below, ok := strings.CutPrefix(name, q.Prefix)
			if !ok || !q.Recursive && strings.Contains(below, "/") || q.After != "" && !s.MayFollow(name, q.After) {
				continue
			}
			s.passed++
			var err error
			if name == s.damaged {
				err = &storage.ObjectError{Name: name, Err: errors.New("unreadable")}
			}
			if !yield(s.object(name), err) {
				return
			}
		}
	}
}

// Traits are those of a service.
func (s *store) Traits(storage.Object) storage.Traits { return storage.Traits{Remote: true} }

func (s *store) object(name string) storage.Object {
	return storage.Object{Name: name, ModTime: time.Unix(100, 0)}
}

// MayFollow is true when any of the orders says so: callers don't know which one it is.
func (s *store) MayFollow(name, after string) bool {
	for _, compare := range orders {
		if compare(name, after) > 0 {
			return true
		}
	}
	return false
}

func (s *store) Stat(_ context.Context, name string) (storage.Object, error) {
	if s.statErr != nil {
		return storage.Object{}, s.statErr
	}
	if !slices.Contains(s.names, name) {
		return storage.Object{}, errAbsent
	}
	return s.object(name), nil
}

// asked asks for each name and returns how many answers were certain. A certain answer must be true.
func asked(t *testing.T, c *counterparts, s *store, names []string) int {
	t.Helper()
	sure, current := 0, &sweep{all: c}
	for _, name := range names {
		q, listed := c.query(name)
		if !listed {
			continue
		}
		if q != current.query {
			current.close()
			current = &sweep{all: c, query: q}
		}
		found, certain := current.find(t.Context(), name)
		if !certain {
			continue
		}
		sure++
		if has := slices.Contains(s.names, name); has != (found.err == nil) || has && found.object.Name != name {
			t.Errorf("%q: got %+v, but it is %v that the destination has it", name, found, has)
		}
	}
	current.close()
	return sure
}

func flat(s *store) *counterparts {
	p := Planner{Dest: s, Names: Names{From: blob.Naming(), To: blob.Naming()}, Pattern: Pattern{recursive: true, wildcard: "*"}}
	return p.counterparts()
}

// Whatever the two orders, whatever is missing at either end, and however far listings reach, each answer is right. A wrong
// "absent" would make /XO overwrite what is newer.
func TestCounterpartsAreNeverWrong(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("ab-./0 \uFFFD\uE000\U0001F389é")
	random := func() []string {
		names := make(map[string]bool)
		for range rng.IntN(30) {
			var b strings.Builder
			for range 1 + rng.IntN(6) {
				b.WriteRune(alphabet[rng.IntN(len(alphabet))])
			}
			names[b.String()] = true
		}
		var list []string
		for name := range names {
			list = append(list, name)
		}
		return list
	}
	for range 100 {
		common := random()
		source := slices.Concat(common, random())
		dest := slices.Compact(slices.Sorted(slices.Values(slices.Concat(common, random()))))
		for ours, compare := range orders {
			for theirs := range orders {
				s := newStore(theirs, dest...)
				c := flat(s)
				c.reach = 1 + rng.IntN(8)
				asked(t, c, s, slices.SortedFunc(slices.Values(source), compare))
				if t.Failed() {
					t.Fatalf("source by %s, destination by %s", ours, theirs)
				}
			}
		}
	}
}

// One listing compares a source with its copy, in any order of both.
func TestOneListingSettlesEverything(t *testing.T) {
	var names []string
	for _, dir := range []string{"a/", "a-b/", "a.b", "é/", "\uFFFD", "\U0001F389/"} {
		for i := range 1000 {
			names = append(names, fmt.Sprintf("%s%03d", dir, i))
		}
	}
	for order, compare := range orders {
		s := newStore(order, names...)
		if sure := asked(t, flat(s), s, slices.SortedFunc(slices.Values(names), compare)); sure != len(names) || s.lists != 1 {
			t.Errorf("by %s: %d of %d names found by %d listings", order, sure, len(names), s.lists)
		}
	}
}

// Names that the destination lacks are reported as well.
func TestOneListingSettlesAbsentNames(t *testing.T) {
	s := newStore("bytes", "b", "d", "f")
	if sure := asked(t, flat(s), s, []string{"a", "b", "c", "d", "e", "f", "g"}); sure != 7 || s.lists != 1 {
		t.Errorf("%d of 7 names settled by %d listings", sure, s.lists)
	}
}

// A walk of files and then folders has one listing for each folder.
func TestEachFolderHasItsListing(t *testing.T) {
	s := newStore("bytes", "a", "sub/b", "sub/deep/c", "sub/other", "z", "sub2/x")
	p := Planner{Dest: s, Names: Names{From: local.Naming(false), To: blob.Naming()}, Pattern: Pattern{recursive: true, wildcard: "*"}}
	c := p.counterparts()
	walked := []string{"a", "m", "z", "sub/a", "sub/b", "sub/other", "sub/deep/b", "sub/deep/c", "sub/deep/d", "sub2/y"}
	if sure := asked(t, c, s, walked); sure != len(walked) || s.lists != 4 {
		t.Errorf("%d of %d names settled by %d listings", sure, len(walked), s.lists)
	}
}

// With very many objects at the destination, a source of few costs about a look-up each.
func TestFewNamesBesideMillions(t *testing.T) {
	var dest, source []string
	for i := range 20_000 {
		dest = append(dest, fmt.Sprintf("%06d", i))
		if i%100 == 0 {
			source = append(source, dest[i])
		}
	}
	s := newStore("bytes", dest...)
	c := flat(s)
	c.reach = 50
	sure := asked(t, c, s, source)
	if s.lists > 10 || s.passed > 10*(c.reach+1) || sure > 10 {
		t.Errorf("%d listings passed over %d objects to settle %d names", s.lists, s.passed, sure)
	}
}

// Where the names are close together again, the listing settles them.
func TestManyNamesAfterFew(t *testing.T) {
	var dest, source []string
	for i := range 20_000 {
		dest = append(dest, fmt.Sprintf("%06d", i))
		if near := i%5000 > 4000; near || i%100 == 0 {
			source = append(source, dest[i])
		}
	}
	s := newStore("bytes", dest...)
	c := flat(s)
	c.reach = 50
	if sure := asked(t, c, s, source); sure < len(source)-300 || s.lists > 30 {
		t.Errorf("%d of %d names settled by %d listings", sure, len(source), s.lists)
	}
}

func TestListingsThatFail(t *testing.T) {
	for kind, want := range map[storage.Kind]int{storage.NotFound: 3, storage.Denied: 0, storage.Busy: 0} {
		s := newStore("bytes")
		s.listErr = storage.Errorf("list", kind, "no")
		if sure := asked(t, flat(s), s, []string{"a", "b", "c"}); sure != want || s.lists != 1 {
			t.Errorf("kind %d: %d names settled by %d listings, want %d by one", kind, sure, s.lists, want)
		}
	}
	s := newStore("bytes", "a", "b", "c")
	s.damaged = "b"
	if sure := asked(t, flat(s), s, []string{"a", "b", "c"}); sure != 2 {
		t.Errorf("%d names settled, want all but the damaged one", sure)
	}
}

// A name that the listing does not cover is not absent because of that.
func TestNamesOutsideOfTheListing(t *testing.T) {
	s := newStore("bytes", "abc", "abc (snapshot)", "abd", "abd/x", "b")
	p := Planner{Dest: s, Names: Names{From: blob.Naming(), To: blob.Naming()}, Pattern: Pattern{prefix: "abd", recursive: true, wildcard: "*"}}
	c := p.counterparts()
	if sure := asked(t, c, s, []string{"abc (snapshot)", "abd", "b"}); sure != 1 {
		t.Errorf("%d names settled, want one", sure)
	}
	p.Pattern = Pattern{wildcard: "*"}
	c = p.counterparts()
	if sure := asked(t, c, s, []string{"abd", "abd/x"}); sure != 1 {
		t.Errorf("%d names settled, want one", sure)
	}
	p.DestName = "abc"
	c = p.counterparts()
	if sure := asked(t, c, s, []string{"abc"}); sure != 0 || s.lists != 2 {
		t.Errorf("a listing was made for a single object")
	}
}

func TestOrdersDiffer(t *testing.T) {
	if cmp.Compare("a/", "a-") < 0 || orders["segments"]("a/", "a-") > 0 || orders["UTF-16"]("\U0001F389", "\uFFFD") > 0 || "\U0001F389" < "\uFFFD" {
		t.Error("the orders that the tests rely on don't differ where they should")
	}
}
