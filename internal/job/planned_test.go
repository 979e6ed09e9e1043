package job

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"testing"
	"time"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openLedger(t *testing.T, folder string) *ledger {
	t.Helper()
	j, err := journal.Open(folder, journal.Options{Interval: time.Hour})
	check(t, err)
	t.Cleanup(func() { j.Close() })
	return newLedger(j)
}

func beginLedger(t *testing.T, folder string) *ledger {
	t.Helper()
	j := openLedger(t, folder)
	check(t, j.Begin(journal.Header{Command: "/Source:a /Dest:b"}))
	return j
}

func entry(id int) plan.Entry {
	name := fmt.Sprintf("file-%06d", id)
	return plan.Entry{ID: uint64(id), Object: storage.Object{Name: name, Size: int64(id), ModTime: time.Unix(int64(id), 0).UTC()}, Dest: name, ChunkSize: 10}
}

// listing yields entries from an ID up to another.
func listing(from, to int) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		for id := from; id <= to; id++ {
			if !yield(entry(id), nil) {
				return
			}
		}
	}
}

// one yields an entry with an error, or nil.
func one(e plan.Entry, err error) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) { yield(e, err) }
}

func collect(t *testing.T, entries iter.Seq2[plan.Entry, error]) (ids []int) {
	t.Helper()
	for e, err := range entries {
		check(t, err)
		ids = append(ids, int(e.ID))
	}
	return ids
}

func (j *ledger) at(t *testing.T) cursor {
	t.Helper()
	at, err := j.cursor()
	check(t, err)
	return at
}

func TestPlannedEntriesComeBackAsTheyWere(t *testing.T) {
	folder := t.TempDir()
	j := beginLedger(t, folder)
	if got := collect(t, j.planned(t.Context(), listing(1, 5))); len(got) != 5 {
		t.Fatalf("planned %v", got)
	}
	check(t, j.Finish(3))
	check(t, j.Fail(4))
	check(t, j.Close())
	j = openLedger(t, folder)
	if at := j.at(t); !reflect.DeepEqual(at, cursor{Name: []byte("file-000005"), ID: 5, End: true}) {
		t.Errorf("cursor %+v", at)
	}
	var got []plan.Entry
	for e, err := range j.unfinished() {
		check(t, err)
		got = append(got, e)
	}
	want := []plan.Entry{entry(4), entry(1), entry(2), entry(5)}
	for i := range want {
		want[i].Left, want[i].Attempted = true, true
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("left %+v\nwant %+v", got, want)
	}
}

// The name of a file is stored unchanged, since the next run has to find it, and to continue after it.
func TestNamesThatAreNotUTF8AreKept(t *testing.T) {
	const name = "caf\xe9"
	folder := t.TempDir()
	j := beginLedger(t, folder)
	passed := 0
	for range j.planned(t.Context(), one(plan.Entry{ID: 1, Object: storage.Object{Name: name}, Unplanned: true}, errors.New("not valid UTF-8"))) {
		if passed++; string(j.at(t).Name) != name {
			t.Errorf("the cursor is at %q", j.at(t).Name)
		}
	}
	check(t, j.Close())
	j = openLedger(t, folder)
	if at := j.at(t); string(at.Name) != name {
		t.Errorf("the cursor was stored at %q", at.Name)
	}
	for e, err := range j.unfinished() {
		if passed++; err != nil || e.Object.Name != name {
			t.Errorf("%q, %v", e.Object.Name, err)
		}
	}
	if passed != 2 {
		t.Errorf("%d passed", passed)
	}
}

// An object that could not be planned and is now skipped for good, such as a pipe, is removed from the journal.
func TestWhatIsSkippedUnplannedIsForgotten(t *testing.T) {
	folder := t.TempDir()
	j := beginLedger(t, folder)
	for range j.planned(t.Context(), one(plan.Entry{ID: 1, Object: storage.Object{Name: "pipe"}, Unplanned: true}, errors.New("not a regular file"))) {
		check(t, j.Finish(1))
	}
	check(t, j.Close())
	if got := collect(t, openLedger(t, folder).unfinished()); len(got) > 0 {
		t.Errorf("left %v", got)
	}
}

// An object that could not be planned comes back in the next run, even if its failure was not stored. An excluded one does
// not.
func TestObjectsThatCouldNotBePlannedAreKept(t *testing.T) {
	folder := t.TempDir()
	j := beginLedger(t, folder)
	denied := errors.New("denied")
	passed := 0
	for e, err := range j.planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		_ = yield(entry(1), nil) && yield(plan.Entry{ID: 2, Object: storage.Object{Name: "bad"}, Unplanned: true}, denied) &&
			yield(entry(3), &plan.ExcludedError{Reason: "older"}) && yield(plan.Entry{ID: 4, Object: storage.Object{Name: "worse"}, Unplanned: true}, denied)
	}) {
		if passed++; passed == 2 && !errors.Is(err, denied) {
			t.Errorf("%v, %v", e, err)
		}
	}
	check(t, j.Finish(1))
	check(t, j.Finish(3))
	check(t, j.Fail(4))
	check(t, j.Close())
	j = openLedger(t, folder)
	for e, err := range j.unfinished() {
		if err != nil || e.ID != 2 && e.ID != 4 || e.Object.Name == "" || e.Dest != "" || !e.Unplanned {
			t.Errorf("%+v, %v", e, err)
		}
		passed++
	}
	if passed != 6 {
		t.Errorf("%d passed", passed)
	}
}

// A listing that ends with an error is not complete.
func TestABrokenListingIsNotComplete(t *testing.T) {
	j := beginLedger(t, t.TempDir())
	broken := errors.New("broken")
	var got error
	for _, err := range j.planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		_ = yield(entry(1), nil) && yield(plan.Entry{}, broken)
	}) {
		got = err
	}
	if at := j.at(t); !errors.Is(got, broken) || at.End || at.ID != 1 {
		t.Errorf("%v, cursor %+v", got, at)
	}
}

// Entries that are planned again replace what failed: one object at once, a folder at the end of its listing. Neither moves
// the cursor in the listing of the source.
func TestWhatIsPlannedAgainTakesThePlaceOfWhatFailed(t *testing.T) {
	for _, tt := range []struct {
		name string
		left []int // in the next run, when the listing is cut off after the first entry
	}{{"file", []int{2}}, {"folder/", []int{1, 2}}} {
		folder := t.TempDir()
		j := beginLedger(t, folder)
		failed := plan.Entry{ID: 1, Object: storage.Object{Name: tt.name}, Unplanned: true}
		for range j.planned(t.Context(), one(failed, errors.New("unreadable"))) {
		}
		before := j.at(t)
		broken := errors.New("broken")
		for _, err := range j.replanned(t.Context(), failed, func(yield func(plan.Entry, error) bool) {
			_ = yield(entry(2), nil) && yield(plan.Entry{}, broken)
		}) {
			if err != nil && !errors.Is(err, broken) {
				t.Error(err)
			}
		}
		if at := j.at(t); at.ID != 2 || string(at.Name) != string(before.Name) || at.End != before.End {
			t.Errorf("%s: the cursor is %+v, and was %+v", tt.name, at, before)
		}
		check(t, j.Close())
		j = openLedger(t, folder)
		if left := collect(t, j.unfinished()); !reflect.DeepEqual(left, tt.left) {
			t.Errorf("%s: left %v, want %v", tt.name, left, tt.left)
		}
		for range j.replanned(t.Context(), failed, listing(3, 3)) {
		}
		check(t, j.Close())
		if left := collect(t, openLedger(t, folder).unfinished()); !reflect.DeepEqual(left, []int{2, 3}) {
			t.Errorf("%s: left %v at the end", tt.name, left)
		}
	}
}

// A listing that the end of the run cuts off is not complete, whoever notices that first.
func TestAListingThatIsCutOffIsNotComplete(t *testing.T) {
	j := beginLedger(t, t.TempDir())
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		var got error
		for _, err := range j.planned(ctx, func(yield func(plan.Entry, error) bool) {
			cancel()
			<-ctx.Done()
			yield(plan.Entry{}, ctx.Err())
		}) {
			got = err
		}
		if !errors.Is(got, context.Canceled) || j.at(t).End {
			t.Fatalf("ended with %v, cursor %+v", got, j.at(t))
		}
	}
	failed := plan.Entry{ID: 9, Object: storage.Object{Name: "folder/"}}
	for range j.planned(t.Context(), one(failed, errors.New("unreadable"))) {
	}
	check(t, j.Fail(9))
	for range j.unfinished() {
		ctx, cancel := context.WithCancel(t.Context())
		for range j.replanned(ctx, failed, func(func(plan.Entry, error) bool) { cancel() }) {
		}
	}
	if left := collect(t, j.unfinished()); !reflect.DeepEqual(left, []int{9}) {
		t.Errorf("a folder whose listing was cut off is forgotten: left %v", left)
	}
}

// An entry that could not be stored is not started.
func TestNothingIsStartedWhenTheJournalCannotBeWritten(t *testing.T) {
	j := beginLedger(t, t.TempDir())
	check(t, j.Close())
	started := 0
	var failed error
	for _, err := range j.planned(t.Context(), listing(1, 3)) {
		if err == nil {
			started++
		}
		failed = err
	}
	if failed == nil || started > 0 {
		t.Errorf("%d were started, error %v", started, failed)
	}
}
