//go:build unix

package main

import (
	"errors"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
)

// stalling is a service that never answers a read of the second block, once it stalls.
type stalling struct {
	container string // its URL
	stalls    atomic.Bool
	reached   chan struct{} // gets a value when the read is kept waiting
}

func startStalling(t *testing.T) *stalling {
	t.Helper()
	s := &stalling{reached: make(chan struct{}, 1)}
	e, err := emulator.Open(t.Context(), emulator.WithFaults(func(c service.Call) service.Fault {
		from := c.Header.Get("x-ms-range") + c.Header.Get("Range")
		if !s.stalls.Load() || c.Operation != "Get Blob" || !strings.HasPrefix(from, "bytes=4194304-") {
			return service.Fault{}
		}
		s.reached <- struct{}{}
		return service.Fault{Delay: time.Hour}
	}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.Blob())
	t.Cleanup(server.Close)
	s.container = server.URL + "/devstoreaccount1/mycontainer"
	return s
}

// AzCopy /Source:https://myaccount.blob.core.windows.net/mycontainer /Dest:C:\myfolder, and Ctrl-C or SIGTERM in the
// middle of a file: the summary is printed, nothing half written has the file's name, and the exit code is 130. The same
// command line completes it.
func TestInterrupt(t *testing.T) {
	s := startStalling(t)
	source := filepath.Join(t.TempDir(), "large.bin")
	if err := os.WriteFile(source, make([]byte, 9<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	run(t, "azcopy", "/Source:"+source, "/Dest:"+s.container, "/DestType:Blob")
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		folder, state := t.TempDir(), t.TempDir()
		s.stalls.Store(true)
		var stdout, stderr strings.Builder
		download := command(t.Context(), t, "/Source:"+s.container, "/SourceType:Blob", "/Dest:"+folder)
		download.Env = append(download.Env, "XDG_STATE_HOME="+state)
		download.Stdout, download.Stderr = &stdout, &stderr
		if err := download.Start(); err != nil {
			t.Fatal(err)
		}
		<-s.reached
		if err := download.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		err := download.Wait()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 130 {
			t.Errorf("%v: %v, want exit code 130", signal, err)
		}
		if !strings.Contains(stdout.String(), "Total files transferred: 0\n") || !strings.HasSuffix(stderr.String(), "[ERROR] The transfer has been cancelled.\n") {
			t.Errorf("%v: printed %q and %q", signal, stdout.String(), stderr.String())
		}
		left, err := fs.Glob(os.DirFS(folder), "*")
		if err != nil || len(left) != 1 || !strings.HasSuffix(left[0], ".partial") {
			t.Errorf("%v: left %q, %v, want what the next run resumes", signal, left, err)
		}
		s.stalls.Store(false)
		upload := command(t.Context(), t, "/Source:"+folder, "/Dest:"+s.container+"-uploaded", "/DestType:Blob", "/S")
		if out, err := upload.CombinedOutput(); err != nil || !strings.Contains(string(out), "is left out") || !strings.Contains(string(out), "Total files transferred: 0\n") {
			t.Errorf("%v: what the download has left is uploaded: %v\n%s", signal, err, out)
		}
		again := command(t.Context(), t, "/Source:"+s.container, "/SourceType:Blob", "/Dest:"+folder)
		again.Env = append(again.Env, "XDG_STATE_HOME="+state)
		out, err := again.CombinedOutput()
		content, reading := os.ReadFile(filepath.Join(folder, "large.bin"))
		if err != nil || reading != nil || len(content) != 9<<20 || !strings.Contains(string(out), "AzCopy will start to resume") {
			t.Errorf("%v, resumed: %v, %v\n%s", signal, err, reading, out)
		}
		if left, err := fs.Glob(os.DirFS(folder), "*"); err != nil || len(left) != 1 {
			t.Errorf("%v, resumed: the folder has %q, %v", signal, left, err)
		}
	}
}
