//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
)

// atOnce is how soon an interrupted run has to end.
const atOnce = 2 * time.Second

var cancelledLine = regexp.MustCompile(`^\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]\[ERROR\] The transfer has been cancelled\.\n$`)

// TestSignalEndsTheRun interrupts a run in the middle of a large object.
func TestSignalEndsTheRun(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for servers that stall")
	}
	for _, tt := range []struct {
		name   string
		stalls string // the operation that never ends, from the third time on
		times  int    // how many of them are under way when the signal comes
		run    func(t *testing.T, account string) (source, dest string)
		signal syscall.Signal
	}{
		{"UploadSIGINT", "Put Block", 2, stalledUpload, syscall.SIGINT},
		{"UploadSIGTERM", "Put Block", 2, stalledUpload, syscall.SIGTERM},
		{"DownloadSIGINT", "Get Blob", 2, stalledDownload, syscall.SIGINT},
		{"DownloadSIGTERM", "Get Blob", 2, stalledDownload, syscall.SIGTERM},
		{"ListingSIGINT", "List Blobs", 1, stalledDownload, syscall.SIGINT},
		{"CommitSIGINT", "Put Block List", 1, stalledUpload, syscall.SIGINT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			account, stall, stalled := stallable(t)
			source, dest := tt.run(t, account)
			before := snapshot(t, source)
			stall.Store(&tt.stalls)
			var stdout, stderr bytes.Buffer
			command := command(t.Context(), t, "/Source:"+source, "/Dest:"+dest, "/SourceType:Blob", "/DestType:Blob", "/S", "/NC:4")
			command.Args = withoutTypeOfPaths(command.Args)
			command.Stdout, command.Stderr = &stdout, &stderr
			check(t, command.Start())
			overdue := time.After(30 * time.Second)
			for range tt.times {
				select {
				case <-stalled:
				case <-overdue:
					check(t, command.Process.Kill())
					t.Fatalf("%q was not asked for %d times", tt.stalls, tt.times)
				}
			}
			started := time.Now()
			check(t, command.Process.Signal(tt.signal))
			command.Wait()
			if took := time.Since(started); took > atOnce {
				t.Errorf("the run ended after %v, want less than %v", took, atOnce)
			}
			if code := command.ProcessState.ExitCode(); code != 130 {
				t.Errorf("exit code %d, want 130", code)
			}
			if !cancelledLine.MatchString(stderr.String()) {
				t.Errorf("stderr is %q", &stderr)
			}
			stall.Store(nil)
			if after := snapshot(t, source); after != before {
				t.Errorf("the source was\n%s\nand is\n%s", before, after)
			}
			if at := snapshot(t, dest); strings.Contains(at, "large") {
				t.Errorf("the destination holds\n%s", at)
			}
		})
	}
}

// stallable serves an emulator of whose operations one can be made to last until the test has ended, but for the first two
// times. The channel is sent a value each time that happens.
func stallable(t *testing.T) (string, *atomic.Pointer[string], <-chan struct{}) {
	t.Helper()
	var stall atomic.Pointer[string]
	var calls atomic.Int64
	stalled, ended := make(chan struct{}, 16), make(chan struct{})
	account := served(t, emulator.WithFaults(func(c service.Call) service.Fault {
		if name := stall.Load(); name == nil || *name != c.Operation || calls.Add(1) < 3 && c.Operation != "List Blobs" && c.Operation != "Put Block List" {
			return service.Fault{}
		}
		notify(stalled)
		<-ended
		return service.Fault{Drop: true}
	}))
	t.Cleanup(func() { close(ended) }) // before the server is closed, which waits for its requests
	return account, &stall, stalled
}

func stalledUpload(t *testing.T, account string) (source, dest string) {
	t.Helper()
	folder := t.TempDir()
	for name, size := range map[string]int{"large.bin": 40 << 20, "a": 1, "z": 1} {
		check(t, os.WriteFile(filepath.Join(folder, name), make([]byte, size), 0o666))
	}
	return folder, account + "/signal"
}

func stalledDownload(t *testing.T, account string) (source, dest string) {
	t.Helper()
	folder, containerURL := stalledUpload(t, account)
	mustCopy(t, 3, "/Source:"+folder, "/Dest:"+containerURL, "/DestType:Blob")
	return containerURL, filepath.Join(t.TempDir(), "down")
}

// withoutTypeOfPaths leaves the type to the end that is a URL.
func withoutTypeOfPaths(args []string) []string {
	var kept []string
	url := map[string]bool{}
	for _, arg := range args {
		name, value, _ := strings.Cut(strings.TrimPrefix(arg, "/"), ":")
		url[name+"Type"] = strings.HasPrefix(value, "http://")
		if isURL, isType := url[name]; !isType || isURL {
			kept = append(kept, arg)
		}
	}
	return kept
}

// TestSecondSignalKills interrupts a run that can't end, since nobody reads what it prints, a second time.
func TestSecondSignalKills(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a server that stalls")
	}
	account, stall, stalled := stallable(t)
	source, dest := stalledUpload(t, account)
	operation := "Put Block"
	stall.Store(&operation)
	reader, writer, err := os.Pipe()
	check(t, err)
	defer reader.Close()
	defer writer.Close()
	full(t, writer)
	command := command(t.Context(), t, "/Source:"+source, "/Dest:"+dest, "/DestType:Blob")
	command.Stdout, command.Stderr = writer, writer
	check(t, command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	<-stalled
	check(t, command.Process.Signal(syscall.SIGINT))
	select {
	case <-ended:
		t.Fatal("the run ended, so this proves nothing")
	case <-time.After(time.Second):
	}
	check(t, command.Process.Signal(syscall.SIGINT))
	select {
	case <-ended:
	case <-time.After(atOnce):
		check(t, command.Process.Kill())
		t.Fatal("the second interrupt did not end the run")
	}
	if status := command.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGINT {
		t.Errorf("the run ended with %v", command.ProcessState)
	}
}

// full fills a pipe, so that the next write to it waits.
func full(t *testing.T, pipe *os.File) {
	t.Helper()
	check(t, pipe.SetWriteDeadline(time.Now().Add(100*time.Millisecond)))
	for _, n := range []int{4096, 1} {
		for {
			if _, err := pipe.Write(make([]byte, n)); err != nil {
				break
			}
		}
	}
}
