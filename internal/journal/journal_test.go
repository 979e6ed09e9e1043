package journal

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/exclusive"
)

// never is an interval that does not elapse during a test: only calls that wait for the disk write such a journal.
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

func numbered(key int) Entry {
	return Entry{Key: uint64(key), Text: fmt.Appendf(nil, "the entry %06d, which is as long as the name of a file, its size, its time and more", key)}
}

// plan stores the entries from a key up to another.
func plan(t *testing.T, j *Journal, from, to int) {
	t.Helper()
	for first := from; first <= to; first += 512 {
		var entries []Entry
		for key := first; key <= min(to, first+511); key++ {
			entries = append(entries, numbered(key))
		}
		check(t, j.Plan(entries, 0, fmt.Appendf(nil, "%d", min(to, first+511))))
	}
}

func collect(t *testing.T, entries iter.Seq2[Entry, error]) (keys []int) {
	t.Helper()
	for e, err := range entries {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, int(e.Key))
	}
	return keys
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestANewJournalResumesNothing(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "made", "as needed"))
	if j.Resumes() || len(collect(t, j.Left())) > 0 {
		t.Error("a new journal has something to resume")
	}
}

func TestUnfinishedEntriesComeBackFailedOnesFirst(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 5)
	check(t, j.Save(4, 7, nil))
	check(t, j.Finish(1))
	check(t, j.Fail(4))
	check(t, j.Finish(3))
	check(t, j.Save(2, 0, nil))
	check(t, j.Save(2, 9, nil))
	check(t, j.Save(2, -1, []byte("state")))
	check(t, j.Save(4, 1, nil)) // ignored: the entry has failed
	check(t, j.AnswerAll())
	check(t, j.Close())

	j = open(t, folder)
	if h := j.Header(); !j.Resumes() || h.Command != "/Source:a /Dest:b" || !h.OverwriteAll {
		t.Errorf("resumes %v, header %+v", j.Resumes(), h)
	}
	if c := j.Cursor(0); string(c) != "5" || j.Cursor(1) != nil {
		t.Errorf("cursors %q, %q", c, j.Cursor(1))
	}
	var got []Entry
	for e, err := range j.Left() {
		check(t, err)
		got = append(got, e)
	}
	if want := []Entry{numbered(4), numbered(2), numbered(5)}; !reflect.DeepEqual(got, want) {
		t.Errorf("left %v\nwant %v", got, want)
	}
	for step, want := range map[int]bool{0: true, 1: false, 8: false, 9: true, 10: false, 1 << 20: false, -2: false} {
		if _, saved := j.Saved(2, step); saved != want {
			t.Errorf("step %d is saved: %v", step, saved)
		}
	}
	if state, saved := j.Saved(2, -1); !saved || string(state) != "state" {
		t.Errorf("state %q, %v", state, saved)
	}
	if _, saved := j.Saved(4, 7); !saved {
		t.Error("a step of an entry that failed is not saved")
	}
	if _, saved := j.Saved(4, 1); saved {
		t.Error("a step after the failure is saved")
	}
	check(t, j.Replace(Entry{2, []byte("another")}, -1, 5))
	if _, saved := j.Saved(2, 0); saved {
		t.Error("a step of an entry that was replaced is saved")
	}
	check(t, j.Close())
	j = open(t, folder)
	for e, err := range j.Left() {
		if check(t, err); e.Key == 2 && string(e.Text) != "another" {
			t.Errorf("the entry was not replaced: %+v", e)
		}
	}
	if state, saved := j.Saved(2, -1); !saved || string(state) != "state" {
		t.Errorf("the state of the replaced entry is %q, %v", state, saved)
	}
}

// Entries that fail again, or are planned in this run, come back in the next run and not in this one.
func TestUnfinishedEntriesComeBackOnce(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 4)
	check(t, j.Fail(2))
	check(t, j.Fail(4))
	check(t, j.Close())

	j = open(t, folder)
	var got []int
	for e, err := range j.Left() {
		check(t, err)
		got = append(got, int(e.Key))
		switch e.Key {
		case 2: // it is planned again, and fails again
			check(t, j.Plan([]Entry{numbered(5)}, 0, nil, 2))
			check(t, j.Fail(5))
		case 4: // its source has changed, and it is still under way
			check(t, j.Replace(numbered(4)))
		default:
			check(t, j.Fail(e.Key))
		}
		check(t, j.store())
		if len(got) > 10 {
			t.Fatalf("it never ends: %v", got)
		}
	}
	if want := []int{2, 4, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
	check(t, j.Close())
	if got, want := collect(t, open(t, folder).Left()), []int{5, 1, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("in the next run %v, want %v", got, want)
	}
}

// Restart forgets the chunks that are done, and keeps the steps before them.
func TestRestartKeepsTheStepsBeforeTheFirst(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 1)
	check(t, j.Save(1, -1, nil))
	check(t, j.Save(1, 3, nil))
	check(t, j.Save(1, 1<<40, []byte("far")))
	check(t, j.Restart(1, -4, []byte("token")))
	check(t, j.Save(1, 0, nil))
	check(t, j.Close())
	j = open(t, folder)
	for step, want := range map[int]bool{-1: true, -4: true, 0: true, 3: false, 1 << 40: false} {
		if _, saved := j.Saved(1, step); saved != want {
			t.Errorf("step %d is saved: %v", step, saved)
		}
	}
}

func TestBeginForgetsThePreviousRun(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 5)
	check(t, j.Save(1, 1, nil))
	check(t, j.Note(1, Hash{1}, 10))
	check(t, j.Note(2, Hash{2}, 20))
	check(t, j.Close())
	j = open(t, folder)
	check(t, j.Begin(Header{Command: "another"}, 2))
	check(t, j.Close())
	j = open(t, folder)
	if got := collect(t, j.Left()); len(got) > 0 || j.Cursor(0) != nil || j.Header().Command != "another" {
		t.Errorf("left: %v, %q", got, j.Cursor(0))
	}
	if _, noted := j.Noted(1, Hash{1}); noted {
		t.Error("Begin did not forget a note")
	}
	if n, noted := j.Noted(2, Hash{2}); !noted || n != 20 {
		t.Errorf("the kept note is %d, %v", n, noted)
	}
}

// Listing again forgets the cursors and the notes of one kind, and keeps what failed.
func TestListingAgainKeepsWhatFailed(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 2)
	check(t, j.Plan(nil, 7, []byte("of another range")))
	check(t, j.Fail(2))
	check(t, j.Finish(1))
	for kind := range uint64(3) {
		check(t, j.Note(kind, Hash{9}, kind))
		check(t, j.Note(kind, Hash{9}, 1<<63+kind))
	}
	check(t, j.Relist(Header{Command: "the same", State: ListingAgain}, 0, []byte("from the start"), 1))
	check(t, j.Close())
	j = open(t, folder)
	if j.Header().State != ListingAgain || string(j.Cursor(0)) != "from the start" || j.Cursor(7) != nil {
		t.Errorf("header %+v, cursors %q, %q", j.Header(), j.Cursor(0), j.Cursor(7))
	}
	for kind := range uint64(3) {
		if n, noted := j.Noted(kind, Hash{9}); noted != (kind != 1) || noted && n != 1<<63+kind {
			t.Errorf("the note of kind %d is %#x, %v", kind, n, noted)
		}
	}
	if left := collect(t, j.Left()); !slices.Equal(left, []int{2}) {
		t.Errorf("left %v", left)
	}
	check(t, j.ForgetNotes(2))
	check(t, j.Close())
	if _, noted := open(t, folder).Noted(2, Hash{9}); noted {
		t.Error("ForgetNotes did not forget a note")
	}
}

func TestRemoveLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	check(t, j.Remove())
	check(t, j.Close()) // does nothing
	left, err := os.ReadDir(folder)
	check(t, err)
	if len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if j.Save(1, 1, nil) == nil || j.store() == nil {
		t.Error("a closed journal can be written")
	}
}

func TestTheFileDoesNotGrowWithTheNumberOfObjects(t *testing.T) {
	const objects, batch = 200_000, 512
	folder := t.TempDir()
	j, err := Open(folder, Options{Interval: 5 * time.Millisecond})
	check(t, err)
	defer j.Close()
	check(t, j.Begin(Header{}))
	var slow []uint64 // one entry in a thousand takes long
	for first := 1; first <= objects; first += batch {
		plan(t, j, first, first+batch-1)
		for key := uint64(first); key < uint64(first)+batch; key++ {
			if key%1000 == 0 {
				slow = append(slow, key)
				continue
			}
			check(t, j.Finish(key))
			if len(slow) > 16 {
				check(t, j.Finish(slow[0]))
				slow = slow[1:]
			}
		}
		info, err := os.Stat(j.Path())
		if check(t, err); info.Size() > 2<<20 {
			t.Fatalf("the file has %d bytes", info.Size())
		}
	}
	check(t, j.store())
	if len(j.state.open) != len(slow) {
		t.Errorf("%d entries in memory, want %d", len(j.state.open), len(slow))
	}
}

// Failed entries stay in the file, however often it is rewritten, and each comes back once, with its steps.
func TestFailedEntriesWaitInTheFile(t *testing.T) {
	const objects = 20_000
	folder := t.TempDir()
	j := begin(t, folder)
	for first := 1; first <= objects; first += 500 {
		plan(t, j, first, first+499)
		for key := first; key < first+500; key++ {
			check(t, j.Save(uint64(key), key%10, nil))
			check(t, j.Fail(uint64(key)))
		}
	}
	check(t, j.Close())
	for range 2 {
		j = open(t, folder)
		failed := 0
		for e, err := range j.Left() {
			check(t, err)
			if failed++; !reflect.DeepEqual(e, numbered(failed)) || len(j.state.open) > 1 {
				t.Fatalf("got %+v with %d entries in memory", e, len(j.state.open))
			}
			if _, saved := j.Saved(e.Key, failed%10); !saved {
				t.Fatalf("the step of the entry %d is not saved", e.Key)
			}
			check(t, j.Fail(e.Key))
			if failed%3000 == 0 {
				check(t, j.store())
			}
		}
		if failed != objects {
			t.Errorf("%d of %d came back", failed, objects)
		}
		check(t, j.Close())
	}
	j = open(t, folder)
	for e, err := range j.Left() {
		check(t, err)
		check(t, j.Finish(e.Key))
	}
	finishMany(t, j, objects+1, 2*objects)
	if info, err := os.Stat(j.Path()); err != nil || info.Size() > 2<<20 {
		t.Errorf("the file has %d bytes after all entries finished, %v", info.Size(), err)
	}
}

// finishMany plans and finishes this many entries, with keys from the given one on.
func finishMany(t *testing.T, j *Journal, from, entries int) {
	t.Helper()
	for first := from; first < from+entries; first += 512 {
		plan(t, j, first, first+511)
		for key := first; key < first+512; key++ {
			check(t, j.Finish(uint64(key)))
		}
	}
}

// The entries that failed again, and only these, are kept when the log is rewritten several times.
func TestWhatFailsAgainIsKeptWhenTheLogIsRewritten(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 300)
	for key := range uint64(300) {
		check(t, j.Fail(key+1))
	}
	check(t, j.Close())
	j = open(t, folder)
	var want []int
	for e, err := range j.Left() {
		if check(t, err); e.Key%3 == 0 {
			check(t, j.Fail(e.Key))
			want = append(want, int(e.Key))
			continue
		}
		check(t, j.Finish(e.Key))
	}
	finishMany(t, j, 1000, 50_000)
	check(t, j.Close())
	if got := collect(t, open(t, folder).Left()); !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
}

// killed is a copy of a journal after one of its writes, and what the run had done by then.
type killed struct {
	path                      string
	planned                   int
	finished, failed, started map[uint64]bool
}

// TestAKillAtAnyWriteLosesNothing copies the file after each write, and resumes each copy.
func TestAKillAtAnyWriteLosesNothing(t *testing.T) {
	const objects = 12000
	rng := rand.New(rand.NewPCG(1, 2))
	folder, copies := t.TempDir(), t.TempDir()
	now := killed{finished: map[uint64]bool{}, failed: map[uint64]bool{}, started: map[uint64]bool{}}
	var states []killed
	var j *Journal
	keep := func() {
		text, err := os.ReadFile(j.Path())
		check(t, err)
		at := filepath.Join(copies, fmt.Sprint(len(states)), FileName)
		check(t, os.Mkdir(filepath.Dir(at), 0o700))
		check(t, os.WriteFile(at, text, 0o600))
		states = append(states, killed{at, now.planned, maps.Clone(now.finished), maps.Clone(now.failed), maps.Clone(now.started)})
	}
	j, err := Open(folder, Options{Interval: never, Written: func() { keep() }})
	check(t, err)
	defer j.Close()
	check(t, j.Begin(Header{}))
	var open []uint64
	for first := 1; first <= objects; first += 200 {
		plan(t, j, first, first+199)
		now.planned = first + 199
		for key := first; key < first+200; key++ {
			now.started[uint64(key)] = true
			open = append(open, uint64(key))
			for len(open) > 20 {
				i := rng.IntN(len(open))
				key := open[i]
				open = slices.Delete(open, i, i+1)
				if rng.IntN(50) == 0 {
					check(t, j.Fail(key))
					now.failed[key] = true
				} else {
					check(t, j.Finish(key))
					now.finished[key] = true
				}
			}
			if rng.IntN(100) == 0 {
				check(t, j.store())
			}
		}
	}
	if len(states) < 100 {
		t.Fatalf("only %d writes", len(states))
	}
	for _, s := range states {
		s.check(t, objects)
	}
}

// check resumes the copy, and compares its entries with what the run had done.
func (k killed) check(t *testing.T, objects uint64) {
	t.Helper()
	j := open(t, filepath.Dir(k.path))
	defer j.Close()
	left := make(map[uint64]bool)
	for e, err := range j.Left() {
		check(t, err)
		if left[e.Key] {
			t.Errorf("%s: entry %d comes twice", k.path, e.Key)
		}
		left[e.Key] = true
	}
	cursor := uint64(0)
	fmt.Sscan(string(j.Cursor(0)), &cursor)
	for key := uint64(1); key <= objects; key++ {
		switch {
		case key > cursor && k.started[key]:
			t.Errorf("%s: entry %d was started before it was stored", k.path, key)
		case key <= cursor && !k.finished[key] && !left[key]:
			t.Errorf("%s: entry %d is lost", k.path, key)
		case k.finished[key] && left[key]:
			t.Errorf("%s: entry %d was finished when the journal was written", k.path, key)
		}
	}
}

func TestASecondProcessLearnsWhoHasTheFolder(t *testing.T) {
	folder := t.TempDir()
	begin(t, folder)
	_, err := Open(folder, Options{})
	used, ok := errors.AsType[*InUseError](err)
	if !ok || used.PID != os.Getpid() || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) || !strings.Contains(err.Error(), "/Z:") {
		t.Errorf("got %v", err)
	}
}

// Anything else at the path of the process ID stays, and the journal opens without it.
func TestWhatIsAtThePathOfThePIDStays(t *testing.T) {
	folder := t.TempDir()
	inTheWay := filepath.Join(pidPath(folder), "in the way")
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
		t.Error("a folder below a file is not an error")
	}
}

// Once a write has failed, every call returns the error, and nothing more is started.
func TestAFailedWriteEndsTheRun(t *testing.T) {
	j := begin(t, t.TempDir())
	plan(t, j, 1, 1)
	check(t, j.file.File.Close())
	failed := j.Plan([]Entry{numbered(2)}, 0, nil)
	if failed == nil || !strings.Contains(failed.Error(), "An error occurred while writing the restart journal to") {
		t.Errorf("error %v", failed)
	}
	for what, err := range map[string]error{"Save": j.Save(1, 1, nil), "Finish": j.Finish(1), "Fail": j.Fail(2), "Finish of nothing": j.Finish(9), "Note": j.Note(1, Hash{}, 1)} {
		if err == nil {
			t.Errorf("%s returns no error", what)
		}
	}
	for _, err := range j.Left() {
		if err == nil {
			t.Error("Left yields an entry")
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
	for first := 0; first < b.N; first += 512 {
		entries := make([]Entry, 512)
		for i := range entries {
			entries[i] = numbered(first + i + 1)
		}
		if err := j.Plan(entries, 0, []byte("cursor")); err != nil {
			b.Fatal(err)
		}
		for _, e := range entries {
			if err := j.Finish(e.Key); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// Runs that start just as another one ends never share a journal: each holds the file in the folder.
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
					t.Error("two runs hold the journal")
				}
				if _, err := os.Stat(j.Path()); err != nil {
					t.Error(err)
				}
				if pid := exclusive.PID(pidPath(folder)); pid != os.Getpid() {
					t.Errorf("the process ID is %d", pid)
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

// Error texts of Windows end with a full stop, which must not appear in the middle of a message.
func TestMessagesHaveNoFullStopInTheMiddle(t *testing.T) {
	err := &DamagedError{Path: `C:\jr\AzCopy.jnl`, Aside: `C:\jr\AzCopy.jnl.damaged-1`, Err: errors.New("Access is denied.")}
	if want := `the journal C:\jr\AzCopy.jnl can't be resumed: Access is denied; it is now called `; !strings.HasPrefix(err.Error(), want) {
		t.Error(err)
	}
}
