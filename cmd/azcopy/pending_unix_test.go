//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
)

// slowCopies is a service whose copies take half a minute each, by a clock that a test can move.
type slowCopies struct {
	account string // its URL
	ahead   atomic.Int64

	mu sync.Mutex
	// started, refused and seen count by destination the copies that were started, refused since one is pending, and then
	// looked at.
	started, refused, seen map[string]int
	aborts                 int
	observed               chan struct{} // holds a value when something was since it was taken
}

func startSlowCopies(t *testing.T) *slowCopies {
	t.Helper()
	s := &slowCopies{observed: make(chan struct{}, 1), started: map[string]int{}, refused: map[string]int{}, seen: map[string]int{}}
	s.account = served(t, emulator.WithCopySpeed(1), emulator.WithObserver(s.observe),
		emulator.WithClock(func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }))
	return s
}

func (s *slowCopies) observe(c service.Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer notify(s.observed)
	switch {
	case c.Operation == "Abort Copy Blob":
		s.aborts++
	case c.Operation == "Copy Blob" && c.Status == http.StatusAccepted:
		s.started[c.Object]++
	case c.Operation == "Copy Blob" && c.Status == http.StatusConflict:
		s.refused[c.Object]++
	case c.Method == http.MethodHead && s.refused[c.Object] > 0:
		s.seen[c.Object]++
	}
}

// wait returns when these are so many.
func (s *slowCopies) wait(t *testing.T, copies map[string]int, want int) {
	t.Helper()
	overdue := time.After(time.Minute)
	for s.count(copies) < want {
		select {
		case <-s.observed:
		case <-overdue:
			t.Fatalf("%d copies, want %d", s.count(copies), want)
		}
	}
}

func (s *slowCopies) count(copies map[string]int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(copies)
}

// AzCopy /Source:https://myaccount.blob.core.windows.net/mycontainer1 /Dest:https://myaccount.blob.core.windows.net/mycontainer2 /S /NC:1,
// interrupted while the service is at it, and again: one operation at a time is enough to have all copies pending at
// once; the service continues without the program, and the second run adopts what the first has started.
func TestPendingCopies(t *testing.T) {
	const blobs = 40
	s := startSlowCopies(t)
	source, dest := s.account+"/mycontainer1", s.account+"/mycontainer2"
	c := official(t, source)
	if _, err := c.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("x"), 30)
	for i := range blobs {
		if _, err := c.NewBlockBlobClient(fmt.Sprint(i)).Upload(t.Context(), streaming{bytes.NewReader(content)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"/Source:" + source, "/Dest:" + dest, "/SourceType:Blob", "/DestType:Blob", "/S", "/Y", "/NC:1"}

	var stdout, stderr strings.Builder
	first := command(t.Context(), t, args...)
	first.Stdout, first.Stderr = &stdout, &stderr
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	s.wait(t, s.started, blobs)
	if err := first.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // with the exit code
	if code := first.ProcessState.ExitCode(); code != 130 || !strings.Contains(stdout.String(), "Total files transferred: 0\n") ||
		!strings.HasSuffix(stderr.String(), "[ERROR] The transfer has been cancelled.\n") {
		t.Errorf("exit code %d, printed %q and %q", code, stdout.String(), stderr.String())
	}

	second := make(chan outcome)
	go func() { second <- azcopy(t, args...) }()
	s.wait(t, s.seen, blobs)
	s.ahead.Store(int64(time.Minute))
	if o := <-second; o.code != 0 || !strings.Contains(o.stdout, fmt.Sprintf("Transfer successfully:   %d\n", blobs)) {
		t.Errorf("exit code %d, printed %q and %q", o.code, o.stdout, o.stderr)
	}
	for name, n := range s.started {
		if n != 1 || s.refused[name] != 1 {
			t.Errorf("the copy of %s was started %d times and adopted %d times", name, n, s.refused[name])
		}
	}
	if s.aborts != 0 {
		t.Errorf("%d copies were aborted", s.aborts)
	}
	p, err := official(t, dest).NewBlobClient("7").GetProperties(context.Background(), nil)
	if err != nil || *p.ContentLength != int64(len(content)) || string(*p.CopyStatus) != "success" {
		t.Errorf("%+v, %v", p, err)
	}
}
