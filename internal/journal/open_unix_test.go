//go:build unix

package journal

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// An older version of the program locks the file in the same way, and may have just created it.
func TestAJournalOfARunningOlderVersionIsInUse(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, FileName)
	check(t, os.WriteFile(path, make([]byte, 100), 0o600))
	creating, err := os.Open(path)
	check(t, err)
	defer creating.Close()
	check(t, syscall.Flock(int(creating.Fd()), syscall.LOCK_EX))
	_, err = Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*InUseError](err); !ok {
		t.Errorf("got %v", err)
	}
	if left, err := os.Stat(path); err != nil || left.Size() != 100 {
		t.Errorf("the file is now %v, %v", left, err)
	}
	check(t, syscall.Flock(int(creating.Fd()), syscall.LOCK_UN))
	j, err := Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*DamagedError](err); !ok {
		t.Fatalf("after the lock was released: %v", err)
	}
	check(t, j.Close())
}
