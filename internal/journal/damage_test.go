package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"azcopy/internal/exclusive"
)

// richJournal returns a journal's file with records of every kind, and what the journal holds after each of the last two
// writes.
func richJournal(t *testing.T) (text []byte, states []contents) {
	t.Helper()
	folder := t.TempDir()
	j := begin(t, folder)
	check(t, j.Amend(Header{Command: "/Source:a /Dest:b", Options: []byte(`{"Source":"a"}`), Sealed: []byte("sealed")}))
	check(t, j.Note(3, Hash{1}, 1))
	plan(t, j, 1, 60)
	for key := uint64(1); key <= 60; key++ {
		switch key % 10 {
		case 0:
			check(t, j.Fail(key))
		case 5:
			check(t, j.Save(key, 3, nil))
			check(t, j.Restart(key, -1, []byte("upload")))
		default:
			check(t, j.Finish(key))
		}
	}
	check(t, j.Relist(j.Header(), 0, []byte("cursor"), 1))
	for range 2 {
		check(t, j.store())
		copied := t.TempDir()
		text, err := os.ReadFile(j.Path())
		check(t, err)
		check(t, os.WriteFile(filepath.Join(copied, FileName), text, 0o600))
		states = append(states, contentsOf(t, open(t, copied)))
		check(t, j.Finish(5))
	}
	text, err := os.ReadFile(j.Path())
	check(t, err)
	return text, states
}

// contents is what a journal holds.
type contents struct {
	header Header
	cursor string
	left   map[uint64]string
	notes  map[uint64]map[Hash]uint64
}

func contentsOf(t *testing.T, j *Journal) contents {
	t.Helper()
	c := contents{j.Header(), string(j.Cursor(0)), map[uint64]string{}, maps.Clone(j.state.notes)}
	for e, err := range j.Left() {
		check(t, err)
		state, saved := j.Saved(e.Key, -1)
		c.left[e.Key] = fmt.Sprintf("%s %s %v", e.Text, state, saved)
	}
	return c
}

// A single wrong byte is detected, or has no effect, or only loses the last write.
func TestOneWrongByteIsFoundOrMeansNothing(t *testing.T) {
	sound, states := richJournal(t)
	if reflect.DeepEqual(states[0], states[1]) || len(states[1].left) != 11 || len(states[1].notes) != 1 {
		t.Fatalf("the states are %+v", states)
	}
	folder := t.TempDir()
	step, damaged := 1, 0
	if testing.Short() {
		step = 7
	}
	for at := 1; at < len(sound); at += step {
		text := slices.Clone(sound)
		text[at] ^= 1 << (at % 8)
		check(t, os.WriteFile(filepath.Join(folder, FileName), text, 0o600))
		j, err := Open(folder, Options{Interval: never})
		if _, ok := errors.AsType[*DamagedError](err); ok {
			damaged++
			check(t, os.RemoveAll(filepath.Join(folder, FileName+".damaged-1")))
		} else if got := contentsOf(t, j); !reflect.DeepEqual(got, states[0]) && !reflect.DeepEqual(got, states[1]) {
			t.Errorf("byte %d: %+v", at, got)
		}
		check(t, j.Remove())
	}
	if damaged < len(sound)/step/2 {
		t.Errorf("only %d of %d were detected", damaged, len(sound)/step)
	}
}

// A damaged file never blocks a run, whatever is wrong with it.
func TestADamagedJournalIsSetAside(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 600)
	check(t, j.Save(7, 3, nil))
	check(t, j.Close())
	sound, err := os.ReadFile(filepath.Join(folder, FileName))
	check(t, err)
	damages := map[string][]byte{"text": []byte("this is not a journal"), "zeros": make([]byte, len(sound)), "other": []byte(strings.Repeat("x", len(sound)))}
	for _, part := range []int{1, 100, 511, 513, 575, 600} {
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
			plan(t, j, 1, 10)
		})
	}
	if aside < 60 {
		t.Errorf("only %d of %d were detected", aside, len(damages))
	}
}

// A journal that a kill has cut off holds all that was stored before its last, incomplete write.
func TestATruncatedJournalIsAnEarlierOne(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	plan(t, j, 1, 1024)
	check(t, j.Close())
	sound, err := os.ReadFile(j.Path())
	check(t, err)
	for part := len(sound) - 1; part > 600; part -= 1 + part/50 {
		check(t, os.WriteFile(j.Path(), sound[:part], 0o600))
		j := open(t, folder)
		left, want := collect(t, j.Left()), map[string]int{"": 0, "512": 512, "1024": 1024}
		if n, ok := want[string(j.Cursor(0))]; !ok || len(left) != n || j.Resumes() && j.Header().Command != "/Source:a /Dest:b" {
			t.Errorf("%d of %d bytes: %d entries are left, the cursor is %q", part, len(sound), len(left), j.Cursor(0))
		}
		check(t, j.Close())
	}
}

func TestAJournalOfAnotherVersionIsSetAside(t *testing.T) {
	for want, text := range map[string]string{
		"version 4 or earlier of the format, not 5": "\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\xED\xDA\x0C\xED\x02\x00\x00\x00" + strings.Repeat("\x00", 16<<10),
	} {
		folder := t.TempDir()
		check(t, os.WriteFile(filepath.Join(folder, FileName), []byte(text), 0o600))
		j, err := Open(folder, Options{Interval: never})
		if _, ok := errors.AsType[*DamagedError](err); !ok || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "AzCopy.jnl.damaged-1") {
			t.Fatalf("got %v", err)
		}
		check(t, j.Close())
	}
}

// The process ID is written even when the journal is damaged.
func TestTheProcessIDIsWrittenBesideADamagedJournal(t *testing.T) {
	folder := t.TempDir()
	check(t, os.WriteFile(filepath.Join(folder, FileName), []byte("damaged"), 0o600))
	j, err := Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*DamagedError](err); !ok || exclusive.PID(pidPath(folder)) != os.Getpid() {
		t.Fatalf("got %v; the process ID is %d", err, exclusive.PID(pidPath(folder)))
	}
	check(t, j.Close())
}

// Something that is not a file never blocks a run, and is not opened: a link might lead to one of the user's files, or to
// where one would be created.
func TestOneProcessSetsADamagedJournalAside(t *testing.T) {
	for range 200 {
		folder := t.TempDir()
		check(t, os.WriteFile(filepath.Join(folder, FileName), []byte("garbage"), 0o600))
		var holders, aside atomic.Int32
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				j, err := Open(folder, Options{Interval: never})
				if _, damaged := errors.AsType[*DamagedError](err); damaged {
					aside.Add(1)
				} else if _, inUse := errors.AsType[*InUseError](err); err != nil && !inUse {
					t.Error(err)
				}
				if j == nil {
					return
				}
				if holders.Add(1) > 1 {
					t.Error("two have the journal")
				}
				runtime.Gosched()
				holders.Add(-1)
				check(t, j.Close())
			})
		}
		all.Wait()
		if left, err := filepath.Glob(filepath.Join(folder, "*.damaged-*")); err != nil || len(left) != 1 || aside.Load() > 1 || t.Failed() {
			t.Fatalf("set aside %d times, as %q, %v", aside.Load(), left, err)
		}
	}
}

func TestWhatIsNotAFileIsSetAside(t *testing.T) {
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
				return // this system has no such thing
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
				t.Errorf("the file set aside is %v, %v; the journal resumes: %v", is, err, j.Resumes())
			}
			check(t, j.Close())
		})
	}
	if _, err := os.Stat(filepath.Join(elsewhere, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the target of the link: %v", err)
	}
}

// When somebody truncates the file during a run, the next use of it returns an error that says what to do. The journal can
// still be closed.
func TestAJournalTruncatedWhileOpenIsAnError(t *testing.T) {
	for name, use := range map[string]func(j *Journal) error{
		"what failed": func(j *Journal) error {
			for _, err := range j.Left() {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"writing":       func(j *Journal) error { return j.Plan([]Entry{numbered(9)}, 0, nil) },
		"listing again": func(j *Journal) error { return j.Relist(j.Header(), 0, nil, 1) },
		"a new run":     func(j *Journal) error { return j.Begin(Header{}) },
	} {
		for _, size := range []int64{0, 1, 1000, 1100, 4096} {
			t.Run(fmt.Sprintf("%s, %d bytes", name, size), func(t *testing.T) {
				folder := t.TempDir()
				j := begin(t, folder)
				plan(t, j, 1, 700)
				check(t, j.Fail(2))
				check(t, j.store())
				check(t, os.Truncate(j.Path(), size))
				_, ok := errors.AsType[*WriteError](use(j))
				err := use(j)
				if !ok || err == nil || !strings.HasSuffix(err.Error(), "Run the same command line again: it sets the damaged journal aside and starts over") {
					t.Errorf("error %v", err)
				}
				j.Close() // may return the error again
			})
		}
	}
}

// FuzzRecords reads any bytes as the records of a frame.
func FuzzRecords(f *testing.F) {
	f.Add(appendRecords(nil, headed(Header{Command: "a"}), record{kind: kindOpen, key: 1, text: []byte("text")}, record{kind: kindStep, key: 1, n: 1 << 40}))
	f.Add([]byte("Nxyz\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		s := newState()
		for rest := payload; len(rest) > 0; {
			r, after, err := cut(rest)
			if err != nil {
				return
			}
			if again, none, err := cut(appendRecords(nil, r)); err != nil || len(none) > 0 || !reflect.DeepEqual(again.text, r.text) && len(r.text) > 0 || again.key != r.key || again.n != r.n {
				t.Fatalf("%+v is read as %+v", r, again)
			}
			_ = s.apply(r)
			rest = after
		}
		again := newState()
		for rest := s.records(); len(rest) > 0; {
			r, after, err := cut(rest)
			check(t, err)
			check(t, again.apply(r))
			rest = after
		}
		if len(again.open) != len(s.open) || len(again.cursors) != len(s.cursors) || again.header.Command != s.header.Command {
			t.Errorf("%+v is rewritten as %+v", s, again)
		}
	})
}
