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
	files := map[string][]byte{}
	for i := range 1200 {
		files[fmt.Sprintf("f%d/%s %d", i%7, strings.Repeat("long", 20), i)] = []byte(strconv.Itoa(i))
	}
	folder, account := writeTree(t, files), served(t)
	k := &killings{account: account}
	for _, tt := range []struct {
		limit  int
		code   int
		stderr string
	}{
		{4 << 10, 3, "open the journal"},
		{20 << 10, 3, "An error occurred while writing the restart journal to"},
		{40 << 10, 3, "An error occurred while writing the restart journal to"},
		{300 << 10, 1, "An error occurred while writing the restart journal to"},
	} {
		if testing.Short() && tt.code == 3 {
			continue // they take seconds together, and are the lesser ones
		}
		t.Run(strconv.Itoa(tt.limit), func(t *testing.T) {
			journal := filepath.Join(t.TempDir(), "journal")
			dest := fmt.Sprintf("%s/full%d", account, tt.limit)
			args := []string{"/Source:" + folder, "/Dest:" + dest, "/DestType:Blob", "/S", "/Z:" + journal}
			process := command(t.Context(), t, args...)
			process.Path, process.Args[0] = lookPath(t, "confined"), "confined"
			process.Env = append(process.Env, fileLimit+"="+strconv.Itoa(tt.limit))
			begun := time.Now()
			out, err := process.CombinedOutput()
			if code := process.ProcessState.ExitCode(); code != tt.code || time.Since(begun) > time.Minute {
				t.Errorf("exit code %d, %v, after %v", code, err, time.Since(begun))
			}
			if text := string(out); strings.Count(text, tt.stderr) != 1 || !strings.Contains(text, "file too large") || strings.Contains(text, "goroutine ") {
				t.Errorf("told was\n%s", text)
			}
			k.complete(t, t.TempDir(), args)
			k.compare(t, dest, files)
			if _, err := os.Stat(filepath.Join(journal, "AzCopy.jnl")); !os.IsNotExist(err) {
				t.Errorf("the journal is left: %v", err)
			}
		})
	}
}
