package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"

	"golang.org/x/sys/unix"
)

// terminal is a run of the program at a pseudo-terminal, as a person sees it.
type terminal struct {
	keyboard *os.File
	command  *exec.Cmd
	ended    chan struct{}
	more     chan struct{} // holds a value when something was shown since it was taken

	mu     sync.Mutex
	screen bytes.Buffer
}

func atTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	check(t, err)
	t.Cleanup(func() { control.Close() })
	number, err := unix.IoctlGetInt(int(control.Fd()), unix.TIOCGPTN)
	check(t, err)
	check(t, unix.IoctlSetPointerInt(int(control.Fd()), unix.TIOCSPTLCK, 0))
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	check(t, err)
	defer tty.Close()
	r := &terminal{keyboard: control, command: command(t.Context(), t, args...), ended: make(chan struct{}), more: make(chan struct{}, 1)}
	r.command.Stdin, r.command.Stdout, r.command.Stderr = tty, tty, tty
	r.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	check(t, r.command.Start())
	go func() {
		io.Copy(r, control) // until the last holder of the terminal has gone
		r.command.Wait()
		close(r.ended)
	}()
	return r
}

func (r *terminal) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer notify(r.more)
	return r.screen.Write(p)
}

func (r *terminal) shown() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.screen.String()
}

// waitFor returns when the text has been shown so many times.
func (r *terminal) waitFor(t *testing.T, text string, times int) {
	t.Helper()
	overdue := time.After(30 * time.Second)
	for strings.Count(r.shown(), text) < times {
		select {
		case <-r.more:
		case <-overdue:
			r.command.Process.Kill()
			t.Fatalf("%q was not shown %d times, but\n%q", text, times, r.shown())
		}
	}
}

// wait returns how long the run went on.
func (r *terminal) wait(t *testing.T) time.Duration {
	t.Helper()
	started := time.Now()
	select {
	case <-r.ended:
	case <-time.After(30 * time.Second):
		r.command.Process.Kill()
		t.Fatalf("the run did not end; shown is\n%q", r.shown())
	}
	return time.Since(started)
}

// lines are what is on the screen at the end: a carriage return starts the line again.
func lines(screen string) []string {
	var all []string
	for line := range strings.SplitSeq(screen, "\r\n") {
		var cells []rune
		for part := range strings.SplitSeq(line, "\r") {
			over := []rune(part)
			if len(over) < len(cells) {
				over = append(over, cells[len(over):]...)
			}
			cells = over
		}
		all = append(all, strings.TrimRight(string(cells), " "))
	}
	return all
}

const summaryBlock = `^Finished %[1]d of total %[1]d file\(s\)\.
\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\] Transfer summary:
-----------------
Total files transferred: %[1]d
Transfer successfully:   %[2]d
Transfer skipped:        %[3]d
Transfer failed:         0
Elapsed time:            00\.00:00:\d\d
$`

// TestCtrlCAtAPrompt presses Ctrl-C where an answer is asked for.
func TestCtrlCAtAPrompt(t *testing.T) {
	account := served(t)
	source, dest := stalledUpload(t, account)
	mustCopy(t, 3, "/Source:"+source, "/Dest:"+dest, "/DestType:Blob")
	before := snapshot(t, dest)
	run := atTerminal(t, "/Source:"+source, "/Dest:"+dest, "/DestType:Blob")
	run.waitFor(t, "(Yes/No/All) ", 1)
	_, err := run.keyboard.Write([]byte{3})
	check(t, err)
	if took := run.wait(t); took > atOnce {
		t.Errorf("the run ended after %v, want less than %v", took, atOnce)
	}
	if code := run.command.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	shown := lines(run.shown())
	if end := strings.Join(shown[1:max(1, len(shown)-2)], "\n") + "\n"; !regexp.MustCompile(fmt.Sprintf(summaryBlock, 0, 0, 0)).MatchString(end) {
		t.Errorf("after the question is shown\n%s", end)
	}
	if len(shown) < 2 || !cancelledLine.MatchString(shown[len(shown)-2]+"\n") {
		t.Errorf("shown is %q", shown)
	}
	if after := snapshot(t, dest); after != before {
		t.Errorf("the destination was\n%s\nand is\n%s", before, after)
	}
}

// TestProgressOnATerminal looks at the screen during a slow run, and after its end.
func TestProgressOnATerminal(t *testing.T) {
	account := served(t, emulator.WithFaults(func(c service.Call) service.Fault {
		if c.Operation == "Put Blob" {
			return service.Fault{Delay: 300 * time.Millisecond}
		}
		return service.Fault{}
	}))
	folder := t.TempDir()
	const files = 40
	for i := range files {
		check(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("file-%d", i)), make([]byte, 100<<10), 0o666))
	}
	run := atTerminal(t, "/Source:"+folder, "/Dest:"+account+"/progress", "/DestType:Blob", "/NC:6")
	run.wait(t)
	screen := run.shown()
	if updates := strings.Count(screen, "\rFinished "); updates < 3 {
		t.Errorf("the progress was shown %d times in\n%q", updates, screen)
	}
	if strings.ContainsFunc(screen, func(r rune) bool { return r != '\r' && r != '\n' && (r < ' ' || r > '~') }) {
		t.Errorf("the terminal was sent more than text:\n%q", screen)
	}
	want := regexp.MustCompile(fmt.Sprintf(summaryBlock, files, files, 0))
	if end := strings.Join(lines(screen), "\n"); !want.MatchString(end) {
		t.Errorf("the screen shows\n%s\nof %q", end, screen)
	}
}

// TestQuickstartTwice is the first command line of a newcomer, given twice.
func TestQuickstartTwice(t *testing.T) {
	t.Setenv("AZCOPY_EMULATOR_DATA", t.TempDir())
	docs := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "sub/c.txt"} {
		file := filepath.Join(docs, name)
		check(t, os.MkdirAll(filepath.Dir(file), 0o777))
		check(t, os.WriteFile(file, []byte(name), 0o666))
	}
	for _, tt := range []struct {
		name             string
		more             []string
		answers          []string
		succeeded, stays int
		asked            int
	}{
		{name: "first", succeeded: 3},
		{name: "no to each", answers: []string{"No\n", "no\n", "n\n"}, stays: 3, asked: 3},
		{name: "no, then all", answers: []string{"n\n", "All\n"}, succeeded: 2, stays: 1, asked: 2},
		{name: "not asked", more: []string{"/Y"}, succeeded: 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := atTerminal(t, append([]string{"/Source:" + docs, "/Dest:emulator://blob/quickstart", "/S", "/NC:1"}, tt.more...)...)
			for i, answer := range tt.answers {
				run.waitFor(t, "(Yes/No/All) ", i+1)
				_, err := run.keyboard.Write([]byte(answer))
				check(t, err)
			}
			run.wait(t)
			shown := lines(run.shown())
			if asked := strings.Count(run.shown(), "(Yes/No/All) "); asked != tt.asked || run.command.ProcessState.ExitCode() != 0 {
				t.Errorf("asked %d times, and the exit code is %d", asked, run.command.ProcessState.ExitCode())
			}
			want := regexp.MustCompile(fmt.Sprintf(summaryBlock, 3, tt.succeeded, tt.stays))
			end := strings.Join(shown[max(0, len(shown)-9):], "\n")
			if !want.MatchString(end) {
				t.Errorf("the screen ends in\n%s\nof %q", end, run.shown())
			}
		})
	}
}
