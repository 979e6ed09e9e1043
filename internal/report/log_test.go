package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// writes keeps the text of each write, and fails all writes from a given one on.
type writes struct {
	texts []string
	fails int // the number of the first that fails; 0 for none
}

var errDiskFull = errors.New("no space left on device")

func (w *writes) Write(p []byte) (int, error) {
	w.texts = append(w.texts, string(p))
	if w.fails > 0 && len(w.texts) >= w.fails {
		return 0, errDiskFull
	}
	return len(p), nil
}

// clock is a time that tests set.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newClock() *clock {
	return &clock{time.Date(2017, 2, 9, 23, 6, 36, 816_900_000, time.FixedZone("", 3*3600))}
}

func TestLogIsWhatScriptsParse(t *testing.T) {
	w := new(writes)
	l := NewLog(w, newClock().now)
	moved := Transfer{Source: `C:\data\a.csv`, Dest: "https://acct.blob.core.windows.net/data/a.csv"}
	with := func(o Outcome, err error) Finished {
		t := moved
		t.Outcome, t.Err = o, err
		return Finished(t)
	}
	for _, e := range []Event{
		Session{"1.2.3", "AzCopy /Source:x /DestKey:******"},
		Started{},
		Moving(moved),
		Finished(moved),
		with(Listed, nil),
		with(Skipped, errors.New("skipped")),
		with(Skipped, storage.Errorf("list x", storage.NotRegular, "a pipe")),
		with(Excluded, errors.New("the target is newer")),
		with(Failed, errors.New("it\nbroke")),
		with(Failed, fmt.Errorf("check: %w", twoLines{"of\nmine"})),
		Warning{Text: "take\ncare"},
		Notice{Text: "on the console alone"},
		Failure{Err: errors.New("no\nspace left")},
		Summary{Succeeded: 1, Skipped: 2, Failed: 1, Elapsed: time.Minute},
	} {
		if err := l.Handle(e); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
	}
	const want = `[2017/02/09 23:06:36.816+03:00] >>>>>>>>>>>>>>>>
[2017/02/09 23:06:36.816+03:00][VERBOSE] 1.2.3 : AzCopy /Source:x /DestKey:******
[2017/02/09 23:06:36.816+03:00][VERBOSE] Start transfer: C:\data\a.csv => https://acct.blob.core.windows.net/data/a.csv
[2017/02/09 23:06:36.816+03:00][VERBOSE] Finished transfer: C:\data\a.csv => https://acct.blob.core.windows.net/data/a.csv
[2017/02/09 23:06:36.816+03:00][VERBOSE] Would transfer: C:\data\a.csv => https://acct.blob.core.windows.net/data/a.csv
[2017/02/09 23:06:36.816+03:00][VERBOSE] Skipped file "C:\data\a.csv" because target "https://acct.blob.core.windows.net/data/a.csv" already exists.
[2017/02/09 23:06:36.816+03:00][VERBOSE] Skipped file "C:\data\a.csv": list x: a pipe
[2017/02/09 23:06:36.816+03:00][VERBOSE] Excluded file "C:\data\a.csv": the target is newer
[2017/02/09 23:06:36.816+03:00][ERROR] C:\data\a.csv: it` + "\ufffd" + `broke
[2017/02/09 23:06:36.816+03:00][ERROR] C:\data\a.csv: check: first of` + "\ufffd" + `mine
second
[2017/02/09 23:06:36.816+03:00][WARNING] take` + "\ufffd" + `care
[2017/02/09 23:06:36.816+03:00][ERROR] no` + "\ufffd" + `space left
[2017/02/09 23:06:36.816+03:00] Transfer summary:
-----------------
Total files transferred: 4
Transfer successfully:   1
Transfer skipped:        2
Transfer failed:         1
Elapsed time:            00.00:01:00
`
	if got := strings.Join(w.texts, ""); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// Lines are held for at most a second, and at most 64 KB of them.
func TestLogIsWrittenInTime(t *testing.T) {
	w, c := new(writes), newClock()
	l := NewLog(w, c.now)
	line := func(n int) {
		t.Helper()
		if err := l.Handle(Moving{Source: strings.Repeat("x", n)}); err != nil {
			t.Fatal(err)
		}
	}
	progress := func(wait time.Duration, want int) {
		t.Helper()
		c.t = c.t.Add(wait)
		if err := l.Handle(Progress{}); err != nil || len(w.texts) != want {
			t.Fatalf("%d writes, %v, want %d", len(w.texts), err, want)
		}
	}
	line(1)
	progress(900*time.Millisecond, 0)
	line(1)
	progress(100*time.Millisecond, 1)
	progress(time.Hour, 1)
	line(1)
	progress(0, 1)
	progress(time.Second, 2)
	for range 64 {
		line(1 << 10)
	}
	if len(w.texts) != 3 {
		t.Fatalf("%d writes, want another one", len(w.texts))
	}
	for _, text := range w.texts {
		if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%q is not made of whole lines", text)
		}
	}
}

func TestLogStaysBrokenOnceItIs(t *testing.T) {
	w := &writes{fails: 2}
	l := NewLog(w, newClock().now)
	if err := l.Handle(Session{"1", "AzCopy"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Handle(Summary{}); !errors.Is(err, errDiskFull) || !strings.Contains(err.Error(), "verbose log") {
		t.Errorf("got %v", err)
	}
	for _, err := range []error{l.Handle(Moving{}), l.Handle(Finished{}), l.Handle(Progress{}), l.Handle(Summary{}), l.Handle(Started{}), l.Flush()} {
		if !errors.Is(err, errDiskFull) {
			t.Errorf("got %v after the first error", err)
		}
	}
	if len(w.texts) != 2 {
		t.Errorf("%d writes, want none after the failed one", len(w.texts))
	}
}

// A name can't forge a line, nor the end of one.
func TestLogLinesCantBeForged(t *testing.T) {
	w := new(writes)
	l := NewLog(w, newClock().now)
	if err := errors.Join(l.Handle(Finished{Source: "a\n[x][VERBOSE] Finished transfer: b", Dest: "c\r\u2028d"}), l.Flush()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(w.texts, ""); strings.Count(got, "\n") != 1 || strings.ContainsAny(got, "\r\u2028") {
		t.Errorf("wrote %q", got)
	}
}

// Runs that append to the same file do not split each other's lines.
func TestLogsShareAFile(t *testing.T) {
	const runs, lines = 4, 5000
	path := filepath.Join(t.TempDir(), "log")
	var writing sync.WaitGroup
	for range runs {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		writing.Go(func() {
			l := NewLog(file, time.Now)
			for i := range lines {
				if err := l.Handle(Finished{Source: strings.Repeat("s", i%300), Dest: "d"}); err != nil {
					t.Error(err)
				}
			}
			if err := l.Flush(); err != nil {
				t.Error(err)
			}
		})
	}
	writing.Wait()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`(?m)^\[[^]]{29}\]\[VERBOSE\] Finished transfer: s* => d$`)
	if got := len(whole.FindAll(text, -1)); got != runs*lines || strings.Count(string(text), "\n") != runs*lines {
		t.Errorf("%d whole lines, want %d", got, runs*lines)
	}
}
