package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// faultRow is one thing that goes wrong in a run over the files a, b, large and z, one operation at a time.
type faultRow struct {
	name      string
	down      bool // the files come down, else they go up
	operation string
	object    string // "" for any
	fault     service.Fault
	times     int64 // how often it goes wrong, from the first time on
	// change, when set, happens to the container before the operation, instead of a fault.
	change func(t *testing.T, c *container.Client)
	// failed is the one file that is not copied, and message what is said of it; "" when all are.
	failed, message string
	// notBegun is whether the whole run fails, with this message.
	notBegun bool
	// again is whether the same command line completes the run, with what it had of the file.
	again bool
}

func faultRows() []faultRow {
	busy := service.Fault{Code: rest.ServerBusy, RetryAfter: time.Second}
	broken := service.Fault{Code: rest.InternalError}
	denied := service.Fault{Code: rest.AuthorizationPermissionMismatch}
	corrupt := service.Fault{Code: rest.MD5Mismatch}
	drop, lost := service.Fault{Drop: true}, service.Fault{DropAnswer: true}
	slow := service.Fault{Delay: 300 * time.Millisecond}
	return []faultRow{
		{name: "busy", operation: "Put Block", object: "large", fault: busy, times: 2},
		{name: "busy for a small file", operation: "Put Blob", object: "b", fault: busy, times: 1},
		{name: "internal error", operation: "Put Blob", object: "b", fault: broken, times: 3},
		{name: "internal error for a block", operation: "Put Block", object: "large", fault: broken, times: 2},
		{name: "internal error at the end", operation: "Put Block List", fault: broken, times: 2},
		{name: "dropped before", operation: "Put Block", object: "large", fault: drop, times: 2},
		{name: "dropped before a small file", operation: "Put Blob", object: "b", fault: drop, times: 2},
		{name: "dropped before the container", operation: "Create Container", fault: drop, times: 1},
		{name: "answer lost for the container", operation: "Create Container", fault: lost, times: 1},
		{name: "answer lost for a block", operation: "Put Block", object: "large", fault: lost, times: 2},
		{name: "answer lost for a small file", operation: "Put Blob", object: "b", fault: lost, times: 2},
		{name: "answer lost for the block list", operation: "Put Block List", fault: lost, times: 2},
		{name: "slow", operation: "Put Block", object: "large", fault: slow, times: 3},
		{name: "denied", operation: "Put Blob", object: "b", fault: denied, times: 1, failed: "b", message: `not authorized`},
		{name: "denied in the middle", operation: "Put Block", object: "large", fault: denied, times: 1, failed: "large", message: `not authorized`},
		{name: "corrupted on the way", operation: "Put Blob", object: "b", fault: corrupt, times: 1},
		{name: "corrupted block on the way", operation: "Put Block", object: "large", fault: corrupt, times: 1},
		{name: "corrupted block list", operation: "Put Block List", fault: corrupt, times: 1},
		{name: "corrupted always", operation: "Put Blob", object: "b", fault: corrupt, times: 3, failed: "b", message: `MD5`},
		{name: "container deleted", operation: "Put Block List", times: 1, failed: "large,z", message: `container does not exist`,
			change: func(t *testing.T, c *container.Client) { must(c.Delete(t.Context(), nil))(t) }},

		{name: "listing busy", down: true, operation: "List Blobs", fault: busy, times: 1},
		{name: "listing dropped", down: true, operation: "List Blobs", fault: drop, times: 2},
		{name: "listing cut", down: true, operation: "List Blobs", fault: service.Fault{CutAfter: 300}, times: 2},
		{name: "listing denied", down: true, operation: "List Blobs", fault: denied, times: 1, notBegun: true, message: `not authorized`},
		{name: "busy", down: true, operation: "Get Blob", object: "large", fault: busy, times: 2},
		{name: "internal error", down: true, operation: "Get Blob", object: "b", fault: broken, times: 2},
		{name: "dropped before", down: true, operation: "Get Blob", object: "large", fault: drop, times: 2},
		{name: "answer lost", down: true, operation: "Get Blob", object: "b", fault: lost, times: 2},
		{name: "cut", down: true, operation: "Get Blob", object: "large", fault: service.Fault{CutAfter: 1 << 20}, times: 5},
		{name: "cut at once", down: true, operation: "Get Blob", object: "b", fault: service.Fault{CutAfter: 1}, times: 2},
		{name: "slow", down: true, operation: "Get Blob", object: "large", fault: slow, times: 3},
		{name: "denied", down: true, operation: "Get Blob", object: "b", fault: denied, times: 1, failed: "b", message: `not authorized`},
		{name: "denied in the middle", down: true, operation: "Get Blob", object: "large", fault: denied, times: 1, failed: "large", message: `not authorized`, again: true},
		{name: "deleted after the listing", down: true, operation: "Get Blob", object: "a", times: 1, failed: "b", message: `does not exist`,
			change: func(t *testing.T, c *container.Client) { must(c.NewBlobClient("b").Delete(t.Context(), nil))(t) }},
		{name: "changed after the listing", down: true, operation: "Get Blob", object: "a", times: 1, failed: "b", message: `might be changed`,
			change: func(t *testing.T, c *container.Client) { put(t, c, "b") }},
		{name: "changed in the middle", down: true, operation: "Get Blob", object: "large", times: 1, failed: "large", message: `changed`,
			change: func(t *testing.T, c *container.Client) { put(t, c, "large") }},
	}
}

func must[T any](_ T, err error) func(t *testing.T) {
	return func(t *testing.T) { t.Helper(); check(t, err) }
}

// put replaces a blob.
func put(t *testing.T, c *container.Client, name string) {
	t.Helper()
	content := streaming{bytes.NewReader([]byte("other"))}
	must(c.NewBlockBlobClient(name).Upload(t.Context(), content, &blockblob.UploadOptions{}))(t)
}

// TestFaults lets one thing go wrong in each run. Whatever it is, the bytes are right, or the file that it happened to
// fails alone and with a word on the reason; and it did happen.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for many retries")
	}
	for _, tt := range faultRows() {
		name := "up, " + tt.name
		if tt.down {
			name = "down, " + tt.name
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

func (row faultRow) run(t *testing.T) {
	var armed atomic.Bool
	var happened atomic.Int64
	var client *container.Client
	account := served(t, emulator.WithFaults(func(c service.Call) service.Fault {
		wanted := c.Operation == row.operation && (row.object == "" || row.object == c.Object)
		if !wanted || !armed.Load() || happened.Add(1) > row.times {
			return service.Fault{}
		}
		if row.change != nil {
			armed.Store(false)
			row.change(t, client)
		}
		return row.fault
	}))
	containerURL := account + "/faults"
	client = official(t, containerURL)
	up, down := t.TempDir(), filepath.Join(t.TempDir(), "down")
	sizes := map[string]int{"a": 10, "b": 100 << 10, "large": 9<<20 + 1, "z": 3}
	for name, size := range sizes {
		check(t, os.WriteFile(filepath.Join(up, name), randomBytes(size), 0o666))
	}
	armed.Store(!row.down)
	first := azcopy(t, "/Source:"+up, "/Dest:"+containerURL, "/DestType:Blob", "/Y", "/NC:1")
	armed.Store(row.down)
	download := []string{"/Source:" + containerURL, "/Dest:" + down, "/SourceType:Blob", "/Y", "/NC:1", "/Z:" + t.TempDir()}
	second := azcopy(t, download...)
	subject := first
	if row.down {
		subject = second
	}
	if n := happened.Load(); n < row.times {
		t.Errorf("it went wrong %d times, want %d", n, row.times)
	}
	row.judge(t, subject)
	if row.again {
		row.failed = ""
		if third := azcopy(t, download...); third.code != 0 {
			t.Errorf("the second time: exit code %d\n%s%s", third.code, third.stdout, third.stderr)
		}
	}
	for name, size := range sizes {
		got, err := os.ReadFile(filepath.Join(down, name))
		failed := row.notBegun || row.change != nil && !row.down || strings.Contains(","+row.failed+",", ","+name+",")
		switch {
		case failed && !os.IsNotExist(err):
			t.Errorf("%s failed and came down with %d bytes, %v", name, len(got), err)
		case !failed && (err != nil || !bytes.Equal(got, randomBytes(size))):
			t.Errorf("%s came down with %d bytes of %d, or with others: %v", name, len(got), size, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(down, ".azcopy-*")); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// judge looks at the run in which something went wrong.
func (row faultRow) judge(t *testing.T, o outcome) {
	t.Helper()
	want, lines := 0, 0
	switch {
	case row.notBegun:
		want, lines = 3, 1
	case row.failed != "":
		want, lines = 1, len(strings.Split(row.failed, ","))
	}
	if o.code != want || strings.Count(o.stderr, "\n") != lines {
		t.Errorf("exit code %d, want %d, and %d lines of errors:\n%s%s", o.code, want, lines, o.stdout, o.stderr)
	}
	for line := range strings.Lines(o.stderr) {
		if !regexp.MustCompile(row.message).MatchString(line) || len(line) > 600 {
			t.Errorf("it says %q, want %q", line, row.message)
		}
	}
}

func randomBytes(size int) []byte {
	p := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(p) // it never fails
	return p
}
