//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/appendblob"
)

// TestAllowGrowthUpload has something happen to a file while it is sent. With /AllowGrowth a log that only grew is copied
// as it was when it was listed; whatever else happened to it is a change.
func TestAllowGrowthUpload(t *testing.T) {
	content, longAgo := randomBytes(9<<20), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	other := slices.Clone(content)
	slices.Reverse(other)
	for _, tt := range []struct {
		name   string
		change func(file string) error
		grew   bool
	}{
		{"appended to", func(file string) error { return appendTo(file, "one line more\n") }, true},
		{"cut and written again, shorter", func(file string) error { return os.WriteFile(file, content[:1<<20], 0o666) }, false},
		{"written again, as long", func(file string) error { return os.WriteFile(file, other, 0o666) }, false},
	} {
		for _, allowed := range []bool{true, false} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), "app.log")
				check(t, os.WriteFile(file, content, 0o666))
				check(t, os.Chtimes(file, longAgo, longAgo))
				account, happened := servedChanging(t, "Put Block", func() error { return tt.change(file) })
				args := []string{"/Source:" + filepath.Dir(file), "/Dest:" + account + "/logs", "/DestType:Blob", "/S", "/Y", "/NC:1"}
				if allowed {
					args = append(args, "/AllowGrowth")
				}
				o := azcopy(t, args...)
				if happened.Load() == 0 {
					t.Fatal("nothing happened to the file")
				}
				there := snapshot(t, account+"/logs")
				if tt.grew && allowed {
					if o.code != 0 || !strings.HasPrefix(there, "app.log 9437184 ") {
						t.Errorf("exit code %d, and there is %q\n%s", o.code, there, o.stderr)
					}
					down := filepath.Join(t.TempDir(), "down")
					mustCopy(t, 1, "/Source:"+account+"/logs", "/SourceType:Blob", "/Dest:"+down, "/S", "/CheckMD5")
					holds(t, filepath.Join(down, "app.log"), content)
					return
				}
				if o.code != 1 || !strings.Contains(o.stderr, "Source might be changed by other process or application.") || there != "" {
					t.Errorf("exit code %d, and there is %q\n%s", o.code, there, o.stderr)
				}
			})
		}
	}
}

// TestAllowGrowthDownload does the same to a blob while it is downloaded, or copied through this machine.
func TestAllowGrowthDownload(t *testing.T) {
	content := randomBytes(9 << 20)
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, logs *appendblob.Client)
		grew   bool
	}{
		{"appended to", func(t *testing.T, logs *appendblob.Client) { appendBlock(t, logs, []byte("one line more\n")) }, true},
		{"made again, shorter", func(t *testing.T, logs *appendblob.Client) {
			makeAppendBlob(t, logs, content[:1<<20])
		}, false},
		{"deleted", func(t *testing.T, logs *appendblob.Client) { must(logs.Delete(t.Context(), nil))(t) }, false},
	} {
		for _, dest := range []string{"down", "sync"} {
			for _, allowed := range []bool{true, false} {
				t.Run(tt.name+" "+dest, func(t *testing.T) {
					t.Parallel()
					var logs *appendblob.Client
					account, happened := servedChanging(t, "Get Blob", func() error { tt.change(t, logs); return nil })
					c := official(t, account+"/logs")
					must(c.Create(t.Context(), nil))(t)
					logs = c.NewAppendBlobClient("app.log")
					makeAppendBlob(t, logs, content)
					down := filepath.Join(t.TempDir(), "down")
					args := []string{"/Source:" + account + "/logs", "/SourceType:Blob", "/Dest:" + down, "/S", "/Y", "/NC:1"}
					if dest == "sync" {
						args = append(args[:2:2], "/Dest:"+account+"/copy", "/DestType:Blob", "/S", "/Y", "/NC:1", "/SyncCopy")
					}
					if allowed {
						args = append(args, "/AllowGrowth")
					}
					o := azcopy(t, args...)
					if happened.Load() == 0 {
						t.Fatal("nothing happened to the blob")
					}
					if !tt.grew || !allowed {
						if o.code != 1 || strings.Count(o.stderr, "\n") != 1 {
							t.Errorf("exit code %d\n%s", o.code, o.stderr)
						}
						return
					}
					if o.code != 0 {
						t.Fatalf("exit code %d\n%s", o.code, o.stderr)
					}
					if dest == "sync" {
						mustCopy(t, 1, "/Source:"+account+"/copy", "/SourceType:Blob", "/Dest:"+down, "/S", "/CheckMD5")
					}
					holds(t, filepath.Join(down, "app.log"), content)
				})
			}
		}
	}
}

// servedChanging serves an emulator at which something happens while the second of these operations is under way, and
// counts how often it came.
func servedChanging(t *testing.T, operation string, change func() error) (account string, happened *atomic.Int64) {
	t.Helper()
	var calls atomic.Int64
	happened = new(atomic.Int64)
	account = served(t, emulator.WithFaults(func(c service.Call) service.Fault {
		if c.Operation == operation && calls.Add(1) == 2 {
			if err := change(); err != nil {
				t.Error(err)
			}
			happened.Add(1)
		}
		return service.Fault{}
	}))
	return account, happened
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

func makeAppendBlob(t *testing.T, client *appendblob.Client, content []byte) {
	t.Helper()
	must(client.Create(t.Context(), nil))(t)
	for len(content) > 0 {
		n := min(len(content), 4<<20)
		appendBlock(t, client, content[:n])
		content = content[n:]
	}
}

func appendBlock(t *testing.T, client *appendblob.Client, p []byte) {
	t.Helper()
	must(client.AppendBlock(t.Context(), streaming{bytes.NewReader(p)}, nil))(t)
}

func holds(t *testing.T, file string, content []byte) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%s has %d bytes, or others than it should: %v", file, len(got), err)
	}
}
