//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
)

// TestInterruptedRunLeavesASilentHost interrupts runs that have something to give up at a host that no longer answers
// anything: a page or append blob that is marked as incomplete, and in which nothing may stay, is one request more.
func TestInterruptedRunLeavesASilentHost(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for servers that stall")
	}
	const within = 3 * time.Second
	for _, tt := range []struct {
		name, falls string // the operation at which the host falls silent, the second time it comes
		size        int
		options     []string
		journaled   bool
	}{
		{"a page blob without a journal", "Put Page", 9 << 20, []string{"/BlobType:page"}, false},
		{"an append blob without a journal", "Append Block", 9 << 20, []string{"/BlobType:append"}, false},
		{"a block blob without a journal", "Put Block", 9 << 20, nil, false},
		{"a page blob of one chunk", "Put Page", 512, []string{"/BlobType:page"}, true},
		{"an append blob of one chunk", "Append Block", 512, []string{"/BlobType:append"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			silent := make(chan struct{})
			account := fallingSilent(t, tt.falls, silent)
			folder := t.TempDir()
			for _, name := range []string{"a", "b"} {
				check(t, os.WriteFile(filepath.Join(folder, name), []byte(strings.Repeat("x", tt.size)), 0o666))
			}
			upload := command(t.Context(), t, append(tt.options, "/Source:"+folder, "/Dest:"+account+"/silent", "/DestType:Blob", "/NC:1", "/Y")...)
			if !tt.journaled {
				upload.Env = append(upload.Env, "XDG_STATE_HOME=", "HOME=")
			}
			check(t, upload.Start())
			<-silent
			at := time.Now()
			check(t, upload.Process.Signal(syscall.SIGTERM))
			overdue := time.AfterFunc(10*within, func() { upload.Process.Kill() })
			defer overdue.Stop()
			upload.Wait()
			if took, code := time.Since(at), upload.ProcessState.ExitCode(); took > within || code != 130 {
				t.Errorf("ended after %v with code %d, want 130 within %v", took, code, within)
			}
		})
	}
}

// fallingSilent serves an emulator that answers nothing from the second request for an operation on, until the test has ended,
// and closes the channel then.
func fallingSilent(t *testing.T, operation string, silent chan struct{}) string {
	t.Helper()
	var calls atomic.Int64
	var fell atomic.Bool
	ended := make(chan struct{})
	account := served(t, emulator.WithFaults(func(c service.Call) service.Fault {
		if c.Operation == operation && calls.Add(1) == 2 && fell.CompareAndSwap(false, true) {
			close(silent)
		}
		if !fell.Load() {
			return service.Fault{}
		}
		<-ended
		return service.Fault{Drop: true}
	}))
	t.Cleanup(func() { close(ended) }) // before the server is closed, which waits for its requests
	return account
}
