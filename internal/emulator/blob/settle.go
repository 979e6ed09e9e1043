package blob

import (
	"net/http"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/service"
)

// settled completes the copies whose time is over and then carries out an operation. So copies need no goroutines, and
// to every operation it looks as if they had ended at their time.
func (s *Service) settled(serve func(http.ResponseWriter, *service.Request) error) func(http.ResponseWriter, *service.Request) error {
	return func(w http.ResponseWriter, r *service.Request) error {
		if err := s.settle(r.Now); err != nil {
			return content.Damaged(err)
		}
		return content.Damaged(serve(w, r))
	}
}

// settle ends the pending copies whose time is over, in the order of their times.
func (s *Service) settle(now time.Time) error {
	found := false
	err := s.index.View(func(tx index.Reader) error {
		_, found = copystate.Due(tx, now)
		return nil
	})
	if err != nil || !found {
		return err
	}
	return s.update(func(tx *change) error {
		for {
			over, ok := copystate.Due(tx, now)
			if !ok {
				return nil
			}
			over.Done(tx)
			if err := s.endCopy(tx, over.Key, over.ID, over.At); err != nil {
				return err
			}
		}
	})
}

// endCopy ends the pending copy to the blob of a key. The copy fails when the blob that is its source is no longer
// what it was at the start.
func (s *Service) endCopy(tx *change, key, id string, due time.Time) error {
	var b blob
	if ok, err := index.Read(tx, key, &b); err != nil || !ok || !b.Copy.IsPending() || b.Copy.ID != id {
		return err // deleted with its container
	}
	original, failure, err := originalOf(tx, b)
	if err != nil {
		return err
	}
	if failure == "" {
		tx.complete(&b, original, due)
	} else if err := tx.stop(&b, copystate.Failed, failure, due); err != nil {
		return err
	}
	b.State = s.clock.State(due, b.Metadata)
	return index.Write(tx, key, b)
}

// originalOf returns what the pending copy to b completes it with, or why the copy fails. A copy from a file has what it needs.
func originalOf(tx index.Reader, b blob) (original blob, failure string, err error) {
	if b.Copy.Failure != "" || b.Copy.From == "" {
		return blob{Size: b.Copy.Size}, b.Copy.Failure, nil
	}
	exists, err := index.Read(tx, b.Copy.From, &original)
	switch {
	case err != nil:
		return original, "", err
	case !exists:
		failure = `404 BlobNotFound "Copy failed when reading the source."`
	case original.ETag != b.Copy.ETag:
		failure = `412 ConditionNotMet "Copy failed when reading the source."`
	}
	return original, failure, nil
}
