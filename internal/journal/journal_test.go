package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/plan"
	"azcopy/internal/storage"

	"go.etcd.io/bbolt"
)

// never is an interval that does not come: such a journal is written by what waits for it alone.
const never = time.Hour

func open(t *testing.T, folder string) *Journal {
	t.Helper()
	j, err := Open(folder, Options{Interval: never})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func begin(t *testing.T, folder string) *Journal {
	t.Helper()
	j := open(t, folder)
	if err := j.Begin(Header{Command: "/Source:a /Dest:b"}); err != nil {
		t.Fatal(err)
	}
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

func collect(t *testing.T, entries iter.Seq2[plan.Entry, error]) (ids []int) {
	t.Helper()
	for e, err := range entries {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, int(e.ID))
	}
	return ids
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestANewJournalResumesNothing(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "made", "as needed"))
	if j.Resumes() || len(collect(t, j.Unfinished())) > 0 {
		t.Error("a new journal has something to resume")
	}
}

func TestUnfinishedEntriesComeBackFailedOnesFirst(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	if got := collect(t, j.Planned(t.Context(), listing(1, 5))); len(got) != 5 {
		t.Fatalf("planned %v", got)
	}
	check(t, j.Finish(1))
	check(t, j.Fail(entry(4)))
	check(t, j.Finish(3))
	check(t, j.Save(2, 0, nil))
	check(t, j.Save(2, 9, nil))
	check(t, j.Save(2, -1, []byte("state")))
	check(t, j.Save(4, 1, nil)) // it has failed: nothing to keep
	check(t, j.AnswerAll())
	check(t, j.Close())

	j = open(t, folder)
	if h := j.Header(); !j.Resumes() || h.Command != "/Source:a /Dest:b" || !h.OverwriteAll {
		t.Errorf("resumes %v, header %+v", j.Resumes(), h)
	}
	if c := j.Cursor(); c != (Cursor{Name: "file-000005", ID: 5, End: true}) {
		t.Errorf("cursor %+v", c)
	}
	var got []plan.Entry
	for e, err := range j.Unfinished() {
		check(t, err)
		got = append(got, e)
	}
	want := []plan.Entry{entry(4), entry(2), entry(5)}
	for i := range want {
		want[i].Left, want[i].Attempted = true, true
	}
	if !slices.EqualFunc(got, want, func(a, b plan.Entry) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("unfinished %v\nwant %v", got, want)
	}
	for step, want := range map[int]bool{0: true, 1: false, 8: false, 9: true, 10: false, 1 << 20: false, -2: false} {
		if _, saved := j.Saved(2, step); saved != want {
			t.Errorf("step %d is saved: %v", step, saved)
		}
	}
	if state, saved := j.Saved(2, -1); !saved || string(state) != "state" {
		t.Errorf("state %q, %v", state, saved)
	}
	changed := entry(2)
	changed.Object.Size = 99
	check(t, j.Replace(changed))
	if _, saved := j.Saved(2, 0); saved {
		t.Error("a step of an entry that was replaced is saved")
	}
	check(t, j.Close())
	for e, err := range open(t, folder).Unfinished() {
		check(t, err)
		if e.ID == 2 && e.Object.Size != 99 {
			t.Errorf("the entry was not replaced: %+v", e)
		}
	}
}

// What fails again, or is planned meanwhile, comes back in the next run and not in this one.
func TestUnfinishedEntriesComeBackOnce(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	collect(t, j.Planned(t.Context(), listing(1, 4)))
	check(t, j.Fail(entry(2)))
	check(t, j.Fail(entry(4)))
	check(t, j.Close())

	j = open(t, folder)
	next := 5
	var got []int
	for e, err := range j.Unfinished() {
		check(t, err)
		got = append(got, int(e.ID))
		switch e.ID {
		case 2: // it is planned anew, and fails as it did
			refused := func(yield func(plan.Entry, error) bool) {
				yield(plan.Entry{ID: uint64(next), Object: e.Object, Unplanned: true}, errors.New("refused"))
			}
			for range j.Replanned(t.Context(), e, refused) {
			}
			next++
			// it is forgotten with that
		case 4: // its source has changed, and it is still under way
			check(t, j.Replace(entry(4)))
		default:
			check(t, j.Fail(e))
		}
		check(t, j.store())
		if len(got) > 10 {
			t.Fatalf("it never ends: %v", got)
		}
	}
	if want := []int{2, 4, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("unfinished %v, want %v", got, want)
	}
	check(t, j.Close())
	if got, want := collect(t, open(t, folder).Unfinished()), []int{1, 3, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("in the next run %v, want %v", got, want)
	}
}

// A name of a file is kept as it is, since the next run has to find it, and to go on behind it.
func TestNamesThatAreNotUTF8AreKept(t *testing.T) {
	const name = "caf\xe9"
	folder := t.TempDir()
	j := begin(t, folder)
	collectErrors := func(yield func(plan.Entry, error) bool) {
		yield(plan.Entry{ID: 1, Object: storage.Object{Name: name}, Unplanned: true}, errors.New("not valid UTF-8"))
	}
	passed := 0
	for range j.Planned(t.Context(), collectErrors) {
		if passed++; j.Cursor().Name != name {
			t.Errorf("the cursor is at %q", j.Cursor().Name)
		}
	}
	check(t, j.Close())
	j = open(t, folder)
	if at := j.Cursor(); at.Name != name {
		t.Errorf("the cursor was stored at %q", at.Name)
	}
	for e, err := range j.Unfinished() {
		if passed++; err != nil || e.Object.Name != name {
			t.Errorf("%q, %v", e.Object.Name, err)
		}
	}
	if passed != 2 {
		t.Errorf("%d passed", passed)
	}
}

// What was never an entry and is skipped for good, as a pipe is, leaves the journal.
func TestWhatIsSkippedUnplannedIsForgotten(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	for range j.Planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		yield(plan.Entry{ID: 1, Object: storage.Object{Name: "pipe"}, Unplanned: true}, errors.New("not a regular file"))
	}) {
		check(t, j.Finish(1))
	}
	check(t, j.Close())
	if got := collect(t, open(t, folder).Unfinished()); len(got) > 0 {
		t.Errorf("left %v", got)
	}
}

func TestBeginForgetsTheFormerRun(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	collect(t, j.Planned(t.Context(), listing(1, 5)))
	check(t, j.Save(1, 1, nil))
	check(t, j.Close())
	j = open(t, folder)
	check(t, j.Begin(Header{Command: "another"}))
	check(t, j.Close())
	j = open(t, folder)
	if got := collect(t, j.Unfinished()); len(got) > 0 || j.Cursor() != (Cursor{}) || j.Header().Command != "another" {
		t.Errorf("left: %v, %+v", got, j.Cursor())
	}
}

func TestRemoveLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	check(t, j.Remove())
	check(t, j.Close()) // means nothing any more
	left, err := os.ReadDir(folder)
	check(t, err)
	if len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestObjectsThatCouldNotBePlannedAreKept(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	denied := errors.New("denied")
	passed := 0
	for e, err := range j.Planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		_ = yield(entry(1), nil) && yield(plan.Entry{ID: 2, Object: storage.Object{Name: "bad"}, Unplanned: true}, denied) && yield(entry(3), nil)
	}) {
		if passed++; passed == 2 && !errors.Is(err, denied) {
			t.Errorf("%v, %v", e, err)
		}
	}
	check(t, j.Finish(1))
	check(t, j.Finish(3))
	check(t, j.Close())
	j = open(t, folder)
	for e, err := range j.Unfinished() {
		if err != nil || e.ID != 2 || e.Object.Name != "bad" || e.Dest != "" {
			t.Errorf("%+v, %v", e, err)
		}
		passed++
	}
	if passed != 4 {
		t.Errorf("%d passed", passed)
	}
}

// An end of the listing before its time is not taken for the whole.
func TestABrokenListingIsNoEnd(t *testing.T) {
	j := begin(t, t.TempDir())
	broken := errors.New("broken")
	var got error
	for _, err := range j.Planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		_ = yield(entry(1), nil) && yield(plan.Entry{}, broken)
	}) {
		got = err
	}
	if c := j.Cursor(); !errors.Is(got, broken) || c.End || c.ID != 1 {
		t.Errorf("%v, cursor %+v", got, c)
	}
}

func TestTheFileDoesNotGrowWithTheNumberOfObjects(t *testing.T) {
	const objects = 200_000
	folder := t.TempDir()
	j, err := Open(folder, Options{Interval: 5 * time.Millisecond})
	check(t, err)
	defer j.Close()
	check(t, j.Begin(Header{}))
	var slow []uint64 // one entry in a thousand is under way for long
	for e, err := range j.Planned(t.Context(), listing(1, objects)) {
		check(t, err)
		if e.ID%1000 == 0 {
			slow = append(slow, e.ID)
			continue
		}
		check(t, j.Finish(e.ID))
		if len(slow) > 16 {
			check(t, j.Finish(slow[0]))
			slow = slow[1:]
		}
	}
	check(t, j.store())
	info, err := os.Stat(j.Path())
	check(t, err)
	if info.Size() > 2<<20 {
		t.Errorf("%d bytes", info.Size())
	}
	if len(j.moving) != len(slow) {
		t.Errorf("%d entries in memory, want %d", len(j.moving), len(slow))
	}
}

// TestAKillAtAnyWriteLosesNothing keeps a copy of the file as each write leaves it, and resumes each.
func TestAKillAtAnyWriteLosesNothing(t *testing.T) {
	const objects = 3000
	rng := rand.New(rand.NewPCG(1, 2))
	folder, copies := t.TempDir(), t.TempDir()
	finished := make(map[uint64]bool)
	began := make(map[uint64]bool)
	type state struct {
		path            string
		finished, began map[uint64]bool
	}
	var states []state
	var j *Journal
	j, err := Open(folder, Options{Interval: never, Written: func() {
		text, err := os.ReadFile(j.Path())
		check(t, err)
		at := filepath.Join(copies, fmt.Sprint(len(states)), FileName)
		check(t, os.Mkdir(filepath.Dir(at), 0o700))
		check(t, os.WriteFile(at, text, 0o600))
		states = append(states, state{at, clone(finished), clone(began)})
	}})
	check(t, err)
	defer j.Close()
	check(t, j.Begin(Header{}))
	var open []uint64
	for e, err := range j.Planned(t.Context(), listing(1, objects)) {
		check(t, err)
		began[e.ID] = true
		open = append(open, e.ID)
		for len(open) > 20 {
			i := rng.IntN(len(open))
			id := open[i]
			open = slices.Delete(open, i, i+1)
			switch rng.IntN(10) {
			case 0:
				check(t, j.Fail(entry(int(id))))
			default:
				check(t, j.Finish(id))
				finished[id] = true
			}
		}
		if rng.IntN(50) == 0 {
			check(t, j.store())
		}
	}
	if len(states) < 30 {
		t.Fatalf("only %d writes", len(states))
	}
	for _, s := range states {
		assertNothingLost(t, s.path, s.finished, s.began, objects)
	}
}

func assertNothingLost(t *testing.T, path string, finished, began map[uint64]bool, objects uint64) {
	t.Helper()
	j := open(t, filepath.Dir(path))
	defer j.Close()
	left := make(map[uint64]bool)
	for e, err := range j.Unfinished() {
		check(t, err)
		if left[e.ID] {
			t.Errorf("%s: entry %d comes twice", path, e.ID)
		}
		left[e.ID] = true
	}
	cursor := j.Cursor().ID
	for id := uint64(1); id <= objects; id++ {
		switch {
		case id > cursor && began[id]:
			t.Errorf("%s: entry %d was begun before it was stored", path, id)
		case id <= cursor && !finished[id] && !left[id]:
			t.Errorf("%s: entry %d is lost", path, id)
		case finished[id] && left[id]:
			t.Errorf("%s: entry %d was finished when the journal was written", path, id)
		}
	}
}

func clone(m map[uint64]bool) map[uint64]bool {
	c := make(map[uint64]bool, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func TestASecondProcessIsToldWhoHasTheFolder(t *testing.T) {
	folder := t.TempDir()
	begin(t, folder)
	_, err := Open(folder, Options{})
	used, ok := errors.AsType[*InUseError](err)
	if !ok || used.PID != os.Getpid() || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) || !strings.Contains(err.Error(), "/Z:") {
		t.Errorf("got %v", err)
	}
}

// A damaged file never blocks a run, whatever is wrong with it.
func TestADamagedJournalIsSetAside(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	collect(t, j.Planned(t.Context(), listing(1, 600)))
	check(t, j.Save(7, 3, nil))
	check(t, j.Close())
	sound, err := os.ReadFile(filepath.Join(folder, FileName))
	check(t, err)
	damages := map[string][]byte{"text": []byte("this is no journal"), "zeros": make([]byte, len(sound)), "other": []byte(strings.Repeat("x", len(sound)))}
	for _, part := range []int{1, 100, 4096, 8192, 16384, 16385, len(sound) / 2, len(sound) - 4096, len(sound) - 1} {
		damages[fmt.Sprintf("%d of %d bytes", part, len(sound))] = sound[:part]
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 60 {
		text := slices.Clone(sound)
		for range 1 + rng.IntN(40) {
			text[rng.IntN(len(text))] = byte(rng.Uint32())
		}
		damages[fmt.Sprintf("noise %d", i)] = text
	}
	aside := 0
	for name, text := range damages {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			check(t, os.WriteFile(filepath.Join(folder, FileName), text, 0o600))
			j, err := Open(folder, Options{Interval: never})
			if damaged, ok := errors.AsType[*DamagedError](err); ok {
				aside++
				kept, err := os.ReadFile(damaged.Aside)
				check(t, err)
				if !slices.Equal(kept, text) || j.Resumes() {
					t.Errorf("set aside as %s, resumes %v", damaged.Aside, j.Resumes())
				}
			} else if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			check(t, j.Begin(Header{}))
			collect(t, j.Planned(t.Context(), listing(1, 10)))
		})
	}
	if aside < 30 {
		t.Errorf("only %d of %d were recognised", aside, len(damages))
	}
}

func TestAJournalOfAnotherVersionIsSetAside(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	j.mu.Lock()
	j.put(slot{runBucket, versionKey}, []byte("99"))
	j.mu.Unlock()
	check(t, j.Close())
	j, err := Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*DamagedError](err); !ok || !strings.Contains(err.Error(), "version 99 of the format") {
		t.Fatalf("got %v", err)
	}
	check(t, j.Close())
}

// A journal does without the file that says who has it, where something else lies in its place.
func TestWhatLiesInThePlaceOfThePIDStays(t *testing.T) {
	folder := t.TempDir()
	inTheWay := filepath.Join(folder, pidName, "in the way")
	check(t, os.MkdirAll(inTheWay, 0o700))
	j, err := Open(folder, Options{Interval: never})
	check(t, err)
	check(t, j.Close())
	if _, err := os.Stat(inTheWay); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeUsedIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(filepath.Join(file, "below"), Options{}); err == nil {
		t.Error("a folder below a file")
	}
}

// Who has the folder is written before the records are read, which may take long.
func TestWhoHasTheFolderIsToldBeforeTheRecordsAreRead(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	check(t, j.db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(stepBucket)) }))
	check(t, j.Close())
	j, err := Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*DamagedError](err); !ok || readPID(folder) != os.Getpid() {
		t.Fatalf("got %v; the journal is said to be held by %d", err, readPID(folder))
	}
	check(t, j.Close())
}

// What is no file never blocks a run, and is not opened: a link might lead to a file of the user's, or to where one would be
// created.
func TestWhatIsNoFileIsSetAside(t *testing.T) {
	elsewhere := t.TempDir()
	check(t, begin(t, elsewhere).Close())
	for name, create := range map[string]func(path string) error{
		"folder":          func(path string) error { return os.Mkdir(path, 0o700) },
		"folder in use":   func(path string) error { return os.MkdirAll(filepath.Join(path, "below"), 0o700) },
		"link to nothing": func(path string) error { return os.Symlink(filepath.Join(elsewhere, "nothing"), path) },
		"link to another": func(path string) error { return os.Symlink(filepath.Join(elsewhere, FileName), path) },
		"pipe":            makePipe,
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			err := create(filepath.Join(folder, FileName))
			if errors.Is(err, errors.ErrUnsupported) {
				return // there is no such thing here
			}
			check(t, err)
			was, err := os.Lstat(filepath.Join(folder, FileName))
			check(t, err)
			j, err := Open(folder, Options{Interval: never})
			damaged, ok := errors.AsType[*DamagedError](err)
			if !ok || !strings.Contains(err.Error(), "it is not a regular file; it is now called AzCopy.jnl.damaged-1") {
				t.Fatalf("got %v", err)
			}
			if is, err := os.Lstat(damaged.Aside); err != nil || !os.SameFile(was, is) || j.Resumes() {
				t.Errorf("set aside is %v, %v; it resumes: %v", is, err, j.Resumes())
			}
			check(t, j.Close())
		})
	}
	if _, err := os.Stat(filepath.Join(elsewhere, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where the link leads: %v", err)
	}
}

// Once a write has failed, everything says so, and nothing is begun any more.
func TestAFailedWriteEndsTheRun(t *testing.T) {
	j := begin(t, t.TempDir())
	check(t, j.db.Close())
	began := 0
	var failed error
	for _, err := range j.Planned(t.Context(), listing(1, 3)) {
		if err == nil {
			began++
		}
		failed = err
	}
	if failed == nil || began > 0 || !strings.Contains(failed.Error(), "An error occurred while writing the restart journal to") {
		t.Errorf("%d were begun, error %v", began, failed)
	}
	for what, err := range map[string]error{"Save": j.Save(1, 1, nil), "Finish": j.Finish(1), "Fail": j.Fail(entry(1))} {
		if err == nil {
			t.Errorf("%s has no error", what)
		}
	}
}

func BenchmarkJournal(b *testing.B) {
	j, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	if err := j.Begin(Header{}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for e, err := range j.Planned(b.Context(), listing(1, b.N)) {
		if err != nil || j.Finish(e.ID) != nil {
			b.Fatal(err)
		}
	}
}

// Runs that begin where another one is just ending share no journal: each holds the file that the folder names.
func TestNobodyHoldsAJournalThatWasRemoved(t *testing.T) {
	folder := t.TempDir()
	var holders atomic.Int32
	var runs sync.WaitGroup
	for range 8 {
		runs.Go(func() {
			for range 40 {
				j, err := Open(folder, Options{Interval: never})
				if _, inUse := errors.AsType[*InUseError](err); inUse {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if holders.Add(1) > 1 {
					t.Error("two hold the journal")
				}
				if _, err := os.Stat(j.Path()); err != nil {
					t.Error(err)
				}
				if pid := readPID(folder); pid != os.Getpid() {
					t.Errorf("the journal is said to be held by %d", pid)
				}
				holders.Add(-1)
				if err := j.Remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	runs.Wait()
}

// A listing that the end of the run cuts off is not complete, whoever notices that first.
func TestAListingThatIsCutOffIsNoEnd(t *testing.T) {
	j := begin(t, t.TempDir())
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		var got error
		for _, err := range j.Planned(ctx, func(yield func(plan.Entry, error) bool) {
			cancel()
			<-ctx.Done()
			yield(plan.Entry{}, ctx.Err())
		}) {
			got = err
		}
		if !errors.Is(got, context.Canceled) || j.Cursor().End {
			t.Fatalf("ended with %v, cursor %+v", got, j.Cursor())
		}
	}
	check(t, j.Fail(plan.Entry{ID: 9, Object: storage.Object{Name: "folder/"}}))
	ctx, cancel := context.WithCancel(t.Context())
	for range j.Replanned(ctx, plan.Entry{ID: 9, Object: storage.Object{Name: "folder/"}}, func(func(plan.Entry, error) bool) { cancel() }) {
	}
	check(t, j.store())
	kept := 0
	for r, err := range j.stored(9) {
		if check(t, err); r.Failed {
			kept++
		}
	}
	if kept != 1 {
		t.Error("a folder whose listing was cut off is forgotten")
	}
}

// What Windows says ends with a full stop, and a message that goes on has none in its middle.
func TestMessagesHaveNoFullStopInTheMiddle(t *testing.T) {
	err := &DamagedError{Path: `C:\jr\AzCopy.jnl`, Aside: `C:\jr\AzCopy.jnl.damaged-1`, Err: errors.New("Access is denied.")}
	if want := `the journal C:\jr\AzCopy.jnl can't be resumed: Access is denied; it is now called `; !strings.HasPrefix(err.Error(), want) {
		t.Error(err)
	}
}
