//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// large is a copy of one file of many chunks, against a service that is slow enough for the journal to follow.
type large struct {
	killings
	args  []string
	dest  string // the container or folder
	each  int    // requests for a chunk
	ready bool   // the source is there, and the service is slow
}

// The name of the file, and how many chunks of 4 MiB it has.
const (
	largeName   = "large"
	largeChunks = 20
)

// slow has an operation on content take its time.
func (l *large) slow(c service.Call) service.Fault {
	f := l.fault(c)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ready && slices.Contains(l.kind.sends, c.Operation) && c.Method != "HEAD" {
		f.Delay = 100 * time.Millisecond
	}
	return f
}

// largeKinds are the ways to move the file.
func largeKinds() []kind {
	return []kind{
		{name: "upload", from: "files", toBlob: true, sends: []string{"Put Block"}},
		{name: "upload page blob", from: "files", toBlob: true, option: "/BlobType:page", sends: []string{"Put Page"}},
		{name: "upload append blob", from: "files", toBlob: true, option: "/BlobType:append", sends: []string{"Append Block"}},
		{name: "synchronous copy of a page blob", from: "page", toBlob: true, option: "/SyncCopy", sends: []string{"Put Page"}},
		{name: "download", from: "block", bare: true, sends: []string{"Get Blob"}},
	}
}

// largeFile is the file alone.
func largeFile() tree {
	content := make([]byte, largeChunks*4<<20)
	rand.NewChaCha8([32]byte{}).Read(content)
	files := tree{}
	files.add(largeName, content)
	return files
}

func startLarge(t *testing.T, kind kind, files tree) *large {
	t.Helper()
	l := &large{killings: killings{kind: kind, files: files}, each: 1}
	l.start(t, l.slow)
	l.args, l.dest = l.begin(t, 0)
	l.args = append(l.args, "/NC:2", "/Y")
	if kind.option == "/SyncCopy" {
		l.each = 2
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready = true
	return l
}

// moved returns how many times content was moved since the last time.
func (l *large) moved() int {
	n := 0
	for _, c := range l.calls() {
		if slices.Contains(l.kind.sends, c.Operation) && c.Method != "HEAD" {
			n++
		}
	}
	return n
}

// lose removes what there is at the destination, whole or in part.
func (l *large) lose(t *testing.T) {
	t.Helper()
	if !l.kind.toBlob {
		check(t, os.RemoveAll(l.dest))
		return
	}
	_, err := official(t, l.dest).NewBlobClient(largeName).Delete(t.Context(), &blob.DeleteOptions{})
	if err != nil && !strings.Contains(err.Error(), "BlobNotFound") { // blocks that are not committed are not a blob
		t.Fatal(err)
	}
}

// removeLeftovers removes what the run of another journal has left of a download: one temporary file, under a name of its own,
// which waits for that run to be resumed.
func (l *large) removeLeftovers(t *testing.T) {
	t.Helper()
	if l.kind.toBlob {
		return
	}
	left, err := filepath.Glob(filepath.Join(l.dest, ".azcopy-*.partial"))
	check(t, err)
	if len(left) != 1 {
		t.Errorf("left are %q, want the file of one run", left)
	}
	for _, file := range left {
		check(t, os.Remove(file))
	}
}

// TestSavedChunksAreNotMovedAgain kills each kind of copy in the middle of a large file.
func TestSavedChunksAreNotMovedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a slow service")
	}
	const killAt, saved = 18, 5 // saved: at least so many chunks are in the journal by then
	files := largeFile()
	for _, kind := range largeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			l := startLarge(t, kind, files)
			state := t.TempDir()
			l.killed(t, state, 0, killAt*l.each, false, l.args)
			l.calls()
			l.complete(t, state, l.args)
			if n := l.moved(); n > largeChunks-saved+1 || n < largeChunks-killAt {
				t.Errorf("%d of %d chunks were moved by the run that resumed", n, largeChunks)
			}
			l.compare(t, l.dest)
		})
	}
}

// TestChunksThatAreGoneAreNotBelieved kills a copy, removes what it has written, and kills the run that resumes, which
// has started it again. What the first run's journal says about chunks is no longer true.
func TestChunksThatAreGoneAreNotBelieved(t *testing.T) {
	state := t.TempDir()
	killedTwice(t, state, state, (*large).lose)
}

// TestAnotherRunsChunksAreNotBelieved makes a second run, with its own journal, start the same copy again between two runs
// of the first.
func TestAnotherRunsChunksAreNotBelieved(t *testing.T) {
	killedTwice(t, t.TempDir(), t.TempDir(), func(*large, *testing.T) {})
}

// killedTwice kills a copy of each kind with the journals of two folders in turn, and completes it with the first.
func killedTwice(t *testing.T, first, second string, between func(*large, *testing.T)) {
	t.Helper()
	if testing.Short() {
		t.Skip("waits for a slow service")
	}
	files := largeFile()
	for _, kind := range largeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			l := startLarge(t, kind, files)
			first, second := filepath.Join(first, kind.name), filepath.Join(second, kind.name)
			l.killed(t, first, 0, 18*l.each, false, l.args)
			between(l, t)
			l.killed(t, second, 0, 8*l.each, false, l.args)
			l.complete(t, first, l.args)
			if first != second {
				l.removeLeftovers(t)
			}
			l.compare(t, l.dest)
		})
	}
}

// TestAChangedSourceNeedsNoSecondAnswer changes the file between two runs that may not ask: what stands in the way is the
// first one's own work.
func TestAChangedSourceNeedsNoSecondAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a slow service")
	}
	l := startLarge(t, largeKinds()[1], largeFile())
	args := slices.DeleteFunc(l.args, func(arg string) bool { return arg == "/Y" })
	state := t.TempDir()
	l.killed(t, state, 0, 18, false, args)
	content := l.files[largeName].content
	l.files.add(largeName, slices.Concat(content[:8<<20], content[12<<20:]))
	check(t, os.WriteFile(filepath.Join(l.source, largeName), l.files[largeName].content, 0o666))
	l.complete(t, state, args)
	l.compare(t, l.dest)
}
