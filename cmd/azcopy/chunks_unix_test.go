//go:build unix

package main

import (
	"crypto/md5"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// large is a copy of one file of many chunks, against a service that is slow enough for the journal to follow.
type large struct {
	killings
	content []byte
	name    string
	args    []string
	dest    string // the container or folder
	moves   []string
	each    int // requests for a chunk
}

// largeChunks is how many chunks of 4 MiB the file has.
const largeChunks = 20

// slow has an operation on content take its time.
func (l *large) slow(c service.Call) service.Fault {
	f := l.fault(c)
	if slices.Contains(l.moves, c.Operation) && c.Method != "HEAD" {
		f.Delay = 100 * time.Millisecond
	}
	return f
}

// largeKinds are the ways to move the file, with the operations that move its content.
func largeKinds() map[string]func(l *large) (args []string, moves []string) {
	upload := func(blobType, move string) func(l *large) ([]string, []string) {
		return func(l *large) ([]string, []string) {
			return []string{"/Source:" + l.folder, "/Dest:" + l.dest, "/DestType:Blob", "/BlobType:" + blobType}, []string{move}
		}
	}
	return map[string]func(l *large) ([]string, []string){
		"upload":             upload("block", "Put Block"),
		"upload page blob":   upload("page", "Put Page"),
		"upload append blob": upload("append", "Append Block"),
		"synchronous copy of a page blob": func(l *large) ([]string, []string) {
			return []string{"/Source:" + l.pages, "/SourceType:Blob", "/Dest:" + l.dest, "/DestType:Blob", "/SyncCopy"}, []string{"Put Page"}
		},
		"download": func(l *large) ([]string, []string) {
			return []string{"/Source:" + l.bare, "/SourceType:Blob", "/Dest:" + l.dest}, []string{"Get Blob"}
		},
	}
}

func startLarge(t *testing.T, kind string) *large {
	t.Helper()
	l := &large{name: "large", content: make([]byte, largeChunks*4<<20)}
	l.account = served(t, emulator.WithObserver(l.observe), emulator.WithFaults(l.slow))
	rand.NewChaCha8([32]byte{}).Read(l.content)
	l.dest = l.account + "/dest"
	if kind == "download" {
		l.dest = filepath.Join(t.TempDir(), "down")
	}
	l.keep(t, map[string][]byte{l.name: l.content})
	l.args, l.moves = largeKinds()[kind](l)
	l.args = append(l.args, "/NC:2", "/Y")
	l.each = 1
	if slices.Contains(l.args, "/SyncCopy") {
		l.each = 2
	}
	return l
}

// moved returns how many times content was moved since the last time.
func (l *large) moved() int {
	n := 0
	for _, c := range l.calls() {
		if slices.Contains(l.moves, c.Operation) && c.Method != "HEAD" {
			n++
		}
	}
	return n
}

// lose removes what there is at the destination, whole or in part.
func (l *large) lose(t *testing.T) {
	t.Helper()
	if !strings.HasPrefix(l.dest, "http") {
		check(t, os.RemoveAll(l.dest))
		return
	}
	_, err := official(t, l.dest).NewBlobClient(l.name).Delete(t.Context(), &blob.DeleteOptions{})
	if err != nil && !strings.Contains(err.Error(), "BlobNotFound") { // uncommitted blocks are not a blob
		t.Fatal(err)
	}
}

func (l *large) compareWhole(t *testing.T) {
	t.Helper()
	if strings.HasPrefix(l.dest, "http") {
		compareBlobs(t, l.dest, map[string][md5.Size]byte{l.name: md5.Sum(l.content)})
	}
	l.moves = nil // what follows need not be slow
	l.compare(t, l.dest, map[string][]byte{l.name: l.content})
}

// removeLeftovers removes what the run of another journal has left of a download: one temporary file, under a name of its own,
// which waits for that run to be resumed.
func (l *large) removeLeftovers(t *testing.T) {
	t.Helper()
	if strings.HasPrefix(l.dest, "http") {
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
	for kind := range largeKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			l := startLarge(t, kind)
			state := t.TempDir()
			l.killed(t, state, 0, killAt*l.each, false, l.args)
			l.calls()
			l.complete(t, state, l.args)
			if n := l.moved(); n > largeChunks-saved+1 || n < largeChunks-killAt {
				t.Errorf("%d of %d chunks were moved by the run that resumed", n, largeChunks)
			}
			l.compareWhole(t)
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
	for kind := range largeKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			l := startLarge(t, kind)
			first, second := filepath.Join(first, kind), filepath.Join(second, kind)
			l.killed(t, first, 0, 18*l.each, false, l.args)
			between(l, t)
			l.killed(t, second, 0, 8*l.each, false, l.args)
			l.complete(t, first, l.args)
			if first != second {
				l.removeLeftovers(t)
			}
			l.compareWhole(t)
		})
	}
}

// TestAChangedSourceNeedsNoSecondAnswer changes the file between two runs that may not ask: what stands in the way is the
// first one's own work.
func TestAChangedSourceNeedsNoSecondAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a slow service")
	}
	l := startLarge(t, "upload page blob")
	args := slices.DeleteFunc(l.args, func(arg string) bool { return arg == "/Y" })
	state := t.TempDir()
	l.killed(t, state, 0, 18, false, args)
	l.content = slices.Concat(l.content[:8<<20], l.content[12<<20:])
	check(t, os.WriteFile(filepath.Join(l.folder, l.name), l.content, 0o666))
	l.complete(t, state, args)
	l.compareWhole(t)
}
