//go:build unix

package journal

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"azcopy/internal/plan"
)

func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// Another process that has just created the file holds its lock, and may not have written all of its first pages.
func TestAJournalThatIsBeingCreatedIsInUse(t *testing.T) {
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
		t.Errorf("it is left as %v, %v", left, err)
	}
	check(t, syscall.Flock(int(creating.Fd()), syscall.LOCK_UN))
	j, err := Open(folder, Options{Interval: never})
	if _, ok := errors.AsType[*DamagedError](err); !ok {
		t.Fatalf("once nobody holds it: %v", err)
	}
	check(t, j.Close())
}

// A file that somebody cuts off under a run is an error that says what to do, wherever it is read next. The journal can be closed
// after that.
func TestAJournalThatIsCutOffWhileItIsOpenIsAnError(t *testing.T) {
	first := func(entries iter.Seq2[plan.Entry, error]) error {
		for _, err := range entries {
			return err
		}
		return errors.New("nothing is yielded")
	}
	uses := map[string]func(j *Journal) error{
		"listing again": func(j *Journal) error { return first(j.Unsettled(listing(9, 9))) },
		"stored entries": func(j *Journal) error {
			for _, err := range j.stored(9) {
				return err
			}
			return errors.New("nothing is yielded")
		},
		"steps": func(j *Journal) error { _, err := j.readSteps(2); return err },
		"writing": func(j *Journal) error {
			return errors.Join(j.Fail(entry(3)), j.store())
		},
	}
	for name, use := range uses {
		for pages := range 5 {
			t.Run(fmt.Sprintf("%s, %d pages", name, pages), func(t *testing.T) {
				folder := t.TempDir()
				j := begin(t, folder)
				check(t, j.Amend(Header{Command: "/Source:a /Dest:b", Recheck: true}))
				collect(t, j.Planned(t.Context(), listing(1, 700)))
				check(t, j.Fail(entry(2)))
				check(t, j.store())
				check(t, os.Truncate(j.Path(), int64(pages*os.Getpagesize())))
				use(j)
				err := use(j)
				if err == nil && pages > 0 && name != "writing" {
					return // what it reads lies in the pages that are left
				}
				_, ok := errors.AsType[*WriteError](err)
				if !ok || !strings.HasSuffix(err.Error(), "Run the same command line again: it sets the damaged journal aside, and begins anew") {
					t.Errorf("error %v", err)
				}
				j.Close() // it may say so again, and does not wait for what the database has left locked
			})
		}
	}
}
