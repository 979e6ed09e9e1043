package blob

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// dueKey is the key by which a pending copy is found when its time is over; its value is the ID of the copy.
func dueKey(due time.Time, blobKey string) string {
	return fmt.Sprintf("d/%016x/%s", due.UnixNano(), blobKey)
}

// isDue reports whether the time of the record at the cursor is over, and returns that time and the key of the blob.
func isDue(cursor index.Cursor, now time.Time) (due time.Time, blobKey string, is bool) {
	rest, ok := strings.CutPrefix(cursor.Key(), "d/")
	ticks, blobKey, _ := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(ticks, 16, 64)
	return time.Unix(0, n), blobKey, ok && err == nil && n <= now.UnixNano()
}

// settled completes the copies whose time is over and then carries out an operation. So copies need no goroutines, and
// to every operation it looks as if they had ended at their time.
func (s *Service) settled(serve func(http.ResponseWriter, *service.Request) error) func(http.ResponseWriter, *service.Request) error {
	return func(w http.ResponseWriter, r *service.Request) error {
		if err := s.settle(r.Now); err != nil {
			return damaged(err)
		}
		return damaged(serve(w, r))
	}
}

// damaged makes an error about what is kept on the disk one that says so to the client. Its status is none that is tried
// again: the same data would be damaged then too.
func damaged(err error) error {
	if !errors.Is(err, index.ErrDamaged) && !errors.Is(err, extent.ErrDamaged) {
		return err
	}
	e := rest.New(rest.DataDamaged)
	e.Message = "The data of the emulator is damaged: " + err.Error() + ". What is damaged can be deleted or replaced; " +
		"to start afresh, remove the folder of the emulator's data."
	return e
}

// settle ends the pending copies whose time is over, in the order of their times.
func (s *Service) settle(now time.Time) error {
	found := false
	err := s.index.View(func(tx index.Reader) error {
		cursor := tx.Cursor()
		if cursor.Seek("d/") {
			_, _, found = isDue(cursor, now)
		}
		return nil
	})
	if err != nil || !found {
		return err
	}
	return s.update(func(tx *change) error {
		for {
			cursor := tx.Cursor()
			if !cursor.Seek("d/") {
				return nil
			}
			due, key, is := isDue(cursor, now)
			if !is {
				return nil
			}
			id := string(cursor.Value())
			tx.Delete(cursor.Key())
			if err := s.endCopy(tx, key, id, due); err != nil {
				return err
			}
		}
	})
}

// endCopy ends the pending copy to the blob of a key. The copy fails when the source is no longer what it was at the
// start.
func (s *Service) endCopy(tx *change, key, id string, due time.Time) error {
	var b, original blob
	if ok, err := index.Read(tx, key, &b); err != nil || !ok || !b.Copy.IsPending() || b.Copy.ID != id {
		return err // deleted with its container
	}
	exists, err := index.Read(tx, b.Copy.From, &original)
	if err != nil {
		return err
	}
	switch {
	case b.Copy.Failure != "":
		b.Copy.End(copystate.Failed, b.Copy.Failure, due)
	case !exists:
		b.Copy.End(copystate.Failed, `404 BlobNotFound "Copy failed when reading the source."`, due)
	case original.ETag != b.Copy.ETag:
		b.Copy.End(copystate.Failed, `412 ConditionNotMet "Copy failed when reading the source."`, due)
	default:
		tx.complete(&b, original, due)
	}
	b.state = s.newState(due, b.Metadata)
	return index.Write(tx, key, b)
}
