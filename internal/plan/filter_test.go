package plan

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

func TestFilterRule(t *testing.T) {
	at := func(seconds float64) time.Time { return time.Unix(0, int64((100+seconds)*1e9)) }
	var unknown time.Time
	for _, tt := range []struct {
		source, dest       time.Time
		older, newer, both bool // is left out by /XO, by /XN, by both
	}{
		{at(0), at(0), true, true, true},
		{at(0), at(1), true, false, true},
		{at(1), at(0), false, true, true},
		{at(0), at(0.999), true, true, true}, // a service keeps whole seconds
		{at(0.999), at(0), true, true, true},
		{at(0.999), at(1), true, false, true},
		{at(1), at(0.999), false, true, true},
		{at(-200), at(-200.5), false, true, true}, // before 1970
		{unknown, at(0), true, true, true},
		{at(0), unknown, true, true, true},
	} {
		source, dest := storage.Object{ModTime: tt.source}, storage.Object{ModTime: tt.dest}
		for f, want := range map[Filter]bool{
			{ExcludeOlder: true}: tt.older, {ExcludeNewer: true}: tt.newer, {ExcludeOlder: true, ExcludeNewer: true}: tt.both,
		} {
			if reason := f.excludes(source, dest); (reason != "") != want {
				t.Errorf("%+v of %v and %v: %q, want excluded %v", f, tt.source, tt.dest, reason, want)
			}
		}
	}
}

// held is a destination without a listing. Its look-ups take a while, and those of some names fail.
type held struct {
	bench
	names  []string
	wait   time.Duration
	fails  map[string]error
	under  atomic.Int64 // look-ups under way
	mu     sync.Mutex
	most   int64
	looked int
}

func (h *held) Stat(ctx context.Context, name string) (storage.Object, error) {
	h.mu.Lock()
	h.most = max(h.most, h.under.Add(1))
	h.looked++
	h.mu.Unlock()
	defer h.under.Add(-1)
	select {
	case <-time.After(h.wait):
	case <-ctx.Done():
		return storage.Object{}, ctx.Err()
	}
	if err := h.fails[name]; err != nil {
		return storage.Object{}, err
	}
	if !slices.Contains(h.names, name) {
		return storage.Object{}, errAbsent
	}
	return storage.Object{Name: name, ModTime: time.Unix(100, 0)}, nil
}

func filteringPlanner(s storage.Source, d storage.Destination) *Planner {
	return &Planner{
		Source: s, Dest: d, Pattern: Pattern{recursive: true, wildcard: "*"},
		Names:  Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"},
		Filter: Filter{ExcludeOlder: true, ExcludeNewer: true, Requests: 4},
	}
}

// Look-ups overlap, as many as are allowed; their results come in the order of the source's listing nevertheless.
func TestFilteredKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var names []string
		for i := range 40 {
			names = append(names, fmt.Sprintf("%02d", i))
		}
		s := &shelf{names: slices.Insert(slices.Clone(names), 20, "19 broken"), broken: "19 broken"}
		d := &held{names: []string{"00", "07", "39"}, wait: time.Second, fails: map[string]error{"11": errors.New("timed out")}}
		var got []string
		started := time.Now()
		for e, err := range filteringPlanner(s, d).Entries(t.Context()) {
			_, excluded := errors.AsType[*ExcludedError](err)
			switch {
			case excluded:
				got = append(got, "-"+e.Dest)
			case err != nil:
				got = append(got, "!"+e.Object.Name)
			default:
				got = append(got, e.Dest)
			}
		}
		want := slices.Insert(slices.Clone(names), 20, "!19 broken")
		for i, mark := range map[int]string{0: "-", 7: "-", 40: "-", 11: "!"} {
			want[i] = mark + want[i]
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q,\nwant %q", got, want)
		}
		if took := time.Since(started); d.most > 4 || took > 12*time.Second {
			t.Errorf("%d look-ups at once, %v for all", d.most, took)
		}
	})
}

// After a reader has stopped, or a run was cancelled, no look-up is left under way.
func TestFilteredEndsWithItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		for i := range 1000 {
			s.names = append(s.names, fmt.Sprintf("%03d", i))
		}
		d := &held{wait: time.Second}
		for range filteringPlanner(s, d).Entries(t.Context()) {
			break
		}
		if under := d.under.Load(); under > 0 || d.looked > 12 {
			t.Errorf("%d look-ups under way, %d started", under, d.looked)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last error
		n := 0
		for _, err := range filteringPlanner(s, d).Entries(ctx) {
			last = err
			if n++; n == 3 {
				cancel()
			}
		}
		if !errors.Is(last, context.Canceled) || d.under.Load() > 0 || n > 12 {
			t.Errorf("%d entries, the last error %v, %d look-ups under way", n, last, d.under.Load())
		}
	})
}

// A tree of many small folders is listed in many of them at once, within the bound.
func TestFoldersAreListedConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, d := &shelf{}, &slowStore{store: newStore("bytes")}
		d.Destination = bench{}
		for i := range 44 {
			s.names = append(s.names, fmt.Sprintf("%02d/a", i), fmt.Sprintf("%02d/b", i), fmt.Sprintf("%02d/c", i))
		}
		d.names = s.names[:60]
		p := filteringPlanner(s, d)
		p.Names = Names{From: local.Naming(false), To: blob.Naming()}
		started, planned := time.Now(), 0
		for _, err := range p.Entries(t.Context()) {
			if err == nil {
				planned++
			}
		}
		// The first listing goes alone.
		if took := time.Since(started); planned != 72 || d.most.Load() != 4 || took != 12*time.Second {
			t.Errorf("%d planned in %v, with %d listings at once", planned, took, d.most.Load())
		}
	})
}

// slowStore takes a second for each listing.
type slowStore struct {
	*store
	under, most atomic.Int64
}

func (s *slowStore) List(_ context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		s.most.Store(max(s.most.Load(), s.under.Add(1)))
		time.Sleep(time.Second)
		s.under.Add(-1)
		for _, name := range s.names {
			if strings.HasPrefix(name, q.Prefix) && !yield(s.object(name), nil) {
				return
			}
		}
	}
}

// A destination that can't be asked at all ends the run before it starts; when one that answered before fails, that concerns
// one object.
func TestDestinationThatCantBeAsked(t *testing.T) {
	denied := storage.Errorf("ask", storage.Denied, "not allowed.")
	for _, tt := range []struct {
		name             string
		listErr, statErr error
		fatal            bool
		planned, failed  int
	}{
		{"neither list nor read", denied, denied, true, 0, 0},
		{"no list", denied, nil, false, 1, 0},
		{"list", nil, denied, false, 1, 0},
		{"no host", storage.Errorf("ask", storage.HostNotFound, "x"), storage.Errorf("ask", storage.HostNotFound, "x"), true, 0, 0},
		{"a bad name", denied, storage.Errorf("ask", storage.InvalidName, "x"), false, 0, 3},
		{"busy", denied, storage.Errorf("ask", storage.Busy, "x"), false, 0, 3},
	} {
		d := newStore("bytes", "a", "c")
		d.Destination, d.listErr, d.statErr = bench{}, tt.listErr, tt.statErr
		p := filteringPlanner(&shelf{names: []string{"a", "b", "c"}}, d)
		p.Names.To, p.Filter.Requests = blob.Naming(), 1
		planned, failed := 0, 0
		var fatal error
		for e, err := range p.Entries(t.Context()) {
			one := e.ID > 0
			_, excluded := errors.AsType[*ExcludedError](err)
			switch {
			case err == nil:
				planned++
			case excluded:
			case one:
				failed++
			default:
				fatal = err
			}
			if fatal != nil {
				break
			}
		}
		_, ok := errors.AsType[*DestError](fatal)
		if ok != tt.fatal || (fatal != nil) != tt.fatal || planned != tt.planned || failed != tt.failed {
			t.Errorf("%s: %d planned, %d failed, %v", tt.name, planned, failed, fatal)
		}
		if tt.fatal && storage.KindOf(fatal) == storage.Denied && !strings.Contains(fatal.Error(), "a SAS that may read or list") {
			t.Errorf("%s: %v does not say what to do", tt.name, fatal)
		}
	}
}

// One unreadable folder of a local destination does not keep the run from copying the rest.
func TestUnreadableFileAtTheDestination(t *testing.T) {
	d := &held{fails: map[string]error{"a": storage.Errorf("look at a", storage.Denied, "permission denied")}}
	var planned []string
	for e, err := range filteringPlanner(&shelf{names: []string{"a", "b"}}, d).Entries(t.Context()) {
		if err != nil && e.ID == 0 {
			t.Fatal(err)
		}
		if err == nil {
			planned = append(planned, e.Dest)
		}
	}
	if !slices.Equal(planned, []string{"b"}) {
		t.Errorf("planned %q", planned)
	}
}

// StatFolder finds what stands for a folder.
func (h *held) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	return h.Stat(ctx, name)
}

// foldered is a destination with folders, which have no time.
type foldered struct {
	held
	folders []string
}

func (f *foldered) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	if slices.Contains(f.folders, name) {
		return storage.Object{Name: name}, nil
	}
	return f.Stat(ctx, name)
}

// A blob that stands for a folder would become the folder that exists, so both options leave it out. For other objects the
// folder does not count, and a file in its place is compared as usual.
func TestFilterOfFolderStubs(t *testing.T) {
	stub := storage.Properties{Metadata: map[string]string{"hdi_isfolder": "true"}}
	for _, tt := range []struct {
		name               string
		dest               storage.Destination
		props              storage.Properties
		older, newer, both bool // is left out by /XO, by /XN, by both
	}{
		{"nothing there", &foldered{}, stub, false, false, false},
		{"its folder", &foldered{folders: []string{"x"}}, stub, true, true, true},
		{"a file", &foldered{held: held{names: []string{"x"}}}, stub, false, true, true},
		{"a folder, for a plain object", &foldered{folders: []string{"x"}}, storage.Properties{}, false, false, false},
		{"the blob, where there are no folders", &held{names: []string{"x"}}, stub, false, true, true},
	} {
		for f, want := range map[Filter]bool{
			{ExcludeOlder: true, Requests: 1}:                     tt.older,
			{ExcludeNewer: true, Requests: 1}:                     tt.newer,
			{ExcludeOlder: true, ExcludeNewer: true, Requests: 1}: tt.both,
		} {
			p := &Planner{Dest: tt.dest, Filter: f}
			entries := func(yield func(Entry, error) bool) {
				yield(Entry{Dest: "x", Object: storage.Object{Name: "x", ModTime: time.Unix(200, 0), Props: tt.props}}, nil)
			}
			for _, err := range p.filtered(t.Context(), entries, lookedForAlone()) {
				if _, excluded := errors.AsType[*ExcludedError](err); excluded != want || err != nil && !excluded {
					t.Errorf("%s, %+v: %v, want excluded %v", tt.name, f, err, want)
				}
			}
		}
	}
}

// Where two objects have one name at the destination, what is there is the copy of one of them: the other fails, and is not
// left out.
func TestTheFilterLeavesOutNoRival(t *testing.T) {
	both := Filter{ExcludeOlder: true, ExcludeNewer: true, Requests: 1}
	for _, tt := range []struct {
		from, to storage.Naming
		names    []string
		dest     string
	}{
		{blob.Naming(), local.Naming(false), []string{"a//b", "a/%2Fb"}, "a/%2Fb"},
		{local.Naming(false), blob.Naming(), []string{"a/b", `a\b`}, "a/b"},
	} {
		p := filteringPlanner(&shelf{names: tt.names}, &held{names: []string{tt.dest}})
		p.Filter, p.Names.From, p.Names.To = both, tt.from, tt.to
		outcomes := map[string]string{}
		for e, err := range p.Entries(t.Context()) {
			_, excluded := errors.AsType[*ExcludedError](err)
			outcomes[e.Object.Name] = fmt.Sprint(excluded, storage.KindOf(err))
		}
		want := map[string]string{tt.names[0]: fmt.Sprint(true, storage.Other), tt.names[1]: fmt.Sprint(false, storage.InvalidName)}
		if !maps.Equal(outcomes, want) {
			t.Errorf("%q: %v, want %v", tt.names, outcomes, want)
		}
	}
}
