//go:build unix

package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fileLimit names the environment variable that says how many bytes a file may have.
const fileLimit = "FILE_LIMIT"

// confined is the program on a system where no file may grow beyond a limit, as on a disk that is full.
func confined() {
	limit, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64)
	if err != nil {
		panic(err)
	}
	signal.Ignore(syscall.SIGXFSZ) // so that it is the write that fails
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		panic(err)
	}
	main()
}

// TestJournalOnAFullDisk lets the disk be full at several moments. The run ends with the sentence that scripts know, and
// once there is room the same command line completes it, whatever of the journal had been written.
func TestJournalOnAFullDisk(t *testing.T) {
	files := tree{}
	for i := range 1200 {
		files.add(fmt.Sprintf("f%d/%s %d", i%7, strings.Repeat("long", 20), i), []byte(strconv.Itoa(i)))
	}
	folder, account := files.write(t), served(t)
	k := &killings{account: account, kind: kind{toBlob: true}, files: files}
	for _, tt := range []struct {
		limit  int
		code   int
		stderr string
	}{
		{0, 3, "open the journal"},
		{1 << 10, 3, "An error occurred while writing the restart journal to"},
		{150 << 10, 1, "An error occurred while writing the restart journal to"},
	} {
		if testing.Short() && tt.code == 3 {
			continue // they take seconds together, and are the lesser ones
		}
		t.Run(strconv.Itoa(tt.limit), func(t *testing.T) {
			t.Parallel()
			journal := filepath.Join(t.TempDir(), "journal")
			dest := fmt.Sprintf("%s/full%d", account, tt.limit)
			args := []string{"/Source:" + folder, "/Dest:" + dest, "/DestType:Blob", "/S", "/Z:" + journal}
			process := command(t.Context(), t, args...)
			process.Path, process.Args[0] = lookPath(t, "confined"), "confined"
			process.Env = append(process.Env, fileLimit+"="+strconv.Itoa(tt.limit))
			started := time.Now()
			out, err := process.CombinedOutput()
			if code := process.ProcessState.ExitCode(); code != tt.code || time.Since(started) > time.Minute {
				t.Errorf("exit code %d, %v, after %v", code, err, time.Since(started))
			}
			text := string(out)
			if strings.Count(text, tt.stderr) != 1 || !strings.Contains(text, "file too large") || strings.Contains(text, "goroutine ") {
				t.Errorf("printed was\n%s", text)
			}
			_, left := os.Stat(filepath.Join(journal, "AzCopy.jnl"))
			if resumable := strings.Contains(text, "can be resumed"); resumable != (tt.code == 1) || resumable && left != nil {
				t.Errorf("said that it can be resumed: %v; its journal: %v; all output:\n%s", resumable, left, text)
			}
			k.complete(t, t.TempDir(), args)
			k.compare(t, dest)
			if _, err := os.Stat(filepath.Join(journal, "AzCopy.jnl")); !os.IsNotExist(err) {
				t.Errorf("the journal is left: %v", err)
			}
		})
	}
}

// TestDefaultJournalOnAFullDisk copies without /Z, where not even the beginning of a journal has room: nobody has asked for
// one, so the run warns and continues. Another run's journal is not given up for that.
func TestDefaultJournalOnAFullDisk(t *testing.T) {
	folder, account, state := t.TempDir(), served(t), t.TempDir()
	check(t, os.WriteFile(filepath.Join(folder, "a"), []byte("a"), 0o666))
	run := func(limit int, args ...string) (code int, text string) {
		process := command(t.Context(), t, append(args, "/DestType:Blob", "/Y")...)
		process.Path, process.Args[0] = lookPath(t, "confined"), "confined"
		process.Env = append(process.Env, "XDG_STATE_HOME="+state, fileLimit+"="+strconv.Itoa(limit))
		out, err := process.CombinedOutput()
		if process.ProcessState == nil {
			t.Fatal(err)
		}
		return process.ProcessState.ExitCode(), string(out)
	}
	for limit, reason := range map[int]string{
		0:       "open the journal ",
		1 << 10: "An error occurred while writing the restart journal to ",
	} {
		code, text := run(limit, "/Source:"+folder, "/Dest:"+account+"/full"+strconv.Itoa(limit))
		if code != 0 || !strings.Contains(text, "[WARNING] This run can't be resumed later: "+reason) || strings.Contains(text, "can be resumed") {
			t.Errorf("limit %d: exit code %d\n%s", limit, code, text)
		}
	}
	other := t.TempDir()
	check(t, os.Symlink("nowhere", filepath.Join(other, "link")))
	if code, text := run(1<<20, "/Source:"+other, "/Dest:"+account+"/other"); code != 1 {
		t.Fatalf("exit code %d\n%s", code, text)
	}
	code, text := run(1<<10, "/Source:"+folder, "/Dest:"+account+"/new")
	if code != 3 || strings.Contains(text, "can be resumed") {
		t.Errorf("in the place of another run: exit code %d\n%s", code, text)
	}
	if code, text := run(1<<20, "/Source:"+other, "/Dest:"+account+"/other"); code != 1 || !strings.Contains(text, "AzCopy will start to resume") {
		t.Errorf("the other run: exit code %d\n%s", code, text)
	}
}
