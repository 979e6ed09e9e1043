package exclusive

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyOneProcessHasAFile(t *testing.T) {
	path, pid := filepath.Join(t.TempDir(), "file"), filepath.Join(t.TempDir(), "pid")
	f, err := Open(path)
	check(t, err)
	check(t, f.WritePID(pid))
	if _, err := Open(path); !errors.Is(err, ErrInUse) || PID(pid) != os.Getpid() {
		t.Errorf("the second Open: %v; the process ID is %d", err, PID(pid))
	}
	check(t, f.Close())
	if _, err := os.Stat(pid); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the process ID was not removed: %v", err)
	}
	f, err = Open(path)
	check(t, err)
	check(t, f.Remove())
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file was not removed: %v", err)
	}
}

// Remove leaves another file that has taken the path.
func TestRemoveLeavesWhatTookThePath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	f, err := Open(path)
	check(t, err)
	if err := os.Rename(path, path+" elsewhere"); err != nil {
		t.Skip("an open file can't be renamed here")
	}
	check(t, os.WriteFile(path, []byte("other"), 0o600))
	check(t, f.Remove())
	if text, err := os.ReadFile(path); err != nil || string(text) != "other" {
		t.Errorf("%q, %v", text, err)
	}
}

// Processes that start just as another one ends never share a file: each holds the one at the path.
func TestNobodyHoldsAFileThatWasRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var holders atomic.Int32
	var others sync.WaitGroup
	for range 8 {
		others.Go(func() {
			for range 100 {
				f, err := Open(path)
				if errors.Is(err, ErrInUse) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if holders.Add(1) > 1 || !f.IsNamed() {
					t.Error("two hold the file, or it is not at its path")
				}
				holders.Add(-1)
				if err := f.Remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	others.Wait()
}

// A process ID replaces a previous one, and nothing else.
func TestOnlyAProcessIDIsReplaced(t *testing.T) {
	folder := t.TempDir()
	for name, tt := range map[string]struct {
		there    string
		replaced bool
	}{"of an earlier process": {"12\n", true}, "of a killed process": {"", true}, "text": {"precious", false}, "a number": {"-1", false}} {
		path := filepath.Join(folder, name)
		check(t, os.WriteFile(path, []byte(tt.there), 0o600))
		f, err := Open(filepath.Join(folder, "file"))
		check(t, err)
		check(t, f.WritePID(path))
		if replaced := PID(path) == os.Getpid(); replaced != tt.replaced {
			t.Errorf("%s: replaced is %v, want %v", name, replaced, tt.replaced)
		}
		check(t, f.Close())
		if text, _ := os.ReadFile(path); !tt.replaced && string(text) != tt.there {
			t.Errorf("%s is %q", name, text)
		}
	}
}
