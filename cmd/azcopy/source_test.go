//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
)

// TestSourceChangesDuringTheRun changes a file of the source after it was listed, when its name is looked for at the
// destination, or while it is sent. That file fails alone, and nothing of it is visible at the destination.
func TestSourceChangesDuringTheRun(t *testing.T) {
	for _, tt := range []struct {
		name      string
		operation string // on the blob, before which it happens; Get Blob is the look at what is there
		change    func(file string) error
		message   string
	}{
		{"vanished", "Get Blob", os.Remove, "open %: no such file or directory"},
		{"became a folder", "Get Blob", asFolder, "%: "},
		{"appended to", "Put Block", func(file string) error { return os.Truncate(file, 10<<20) }, "read %: Source might be changed by other process or application."},
		{"truncated", "Put Block", func(file string) error { return os.Truncate(file, 1<<20) }, "read %: Source might be changed by other process or application."},
		{"rewritten", "Put Block", func(file string) error { return os.WriteFile(file, make([]byte, 9<<20), 0o666) }, "read %: Source might be changed by other process or application."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file := filepath.Join(folder, "b")
			happened := make(chan error, 1)
			account := served(t, emulator.WithFaults(func(c service.Call) service.Fault {
				if c.Operation == tt.operation && c.Object == "b" && len(happened) == 0 {
					happened <- tt.change(file)
				}
				return service.Fault{}
			}))
			for name, size := range map[string]int{"a": 1, "b": 9 << 20, "c": 1} {
				check(t, os.WriteFile(filepath.Join(folder, name), randomBytes(size), 0o666))
			}
			o := azcopy(t, "/Source:"+folder, "/Dest:"+account+"/changing", "/DestType:Blob", "/NC:1")
			select {
			case err := <-happened:
				check(t, err)
			default:
				t.Fatal("it did not happen")
			}
			if want := strings.ReplaceAll(tt.message, "%", file); o.code != 1 || strings.Count(o.stderr, "\n") != 1 || !strings.Contains(o.stderr, want) {
				t.Errorf("exit code %d, and it says %q, want %q", o.code, o.stderr, want)
			}
			if there := snapshot(t, account+"/changing"); strings.Count(there, "\n") != 2 || strings.Contains(there, "b ") {
				t.Errorf("the destination holds\n%s", there)
			}
		})
	}
}

func asFolder(file string) error {
	if err := os.Remove(file); err != nil {
		return err
	}
	return os.Mkdir(file, 0o777)
}
