package blob

import (
	"cmp"
	"net/http"
	"time"

	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// copyBlob is Copy Blob: https://learn.microsoft.com/rest/api/storageservices/copy-blob. A copy of a blob shares its
// content; what a file holds is fetched when the copy starts. It takes as long as the speed of copies implies, and is carried
// out when that time is over: see settle.
func (s *Service) copyBlob(w http.ResponseWriter, r *service.Request) error {
	g, metadata, err := newGuardAndMetadata(r)
	if err != nil {
		return err
	}
	from, err := s.newCopySource(r)
	if err != nil {
		return err
	}
	var b blob
	err = s.update(func(tx *change) error {
		old, original, err := readPair(tx, g, from)
		if err != nil {
			return err
		}
		b = s.copyOf(original, metadata, r.Now)
		if b.Coming, err = tx.New(from.body().Segments()); err != nil {
			return err
		}
		b.Copy = &copystate.State{
			ID: service.NewID(), Status: copystate.Pending, Source: from.request.Address(), Started: r.Now, Size: original.Size,
			From: from.key(), ETag: original.ETag, Failure: r.CopyFailure,
		}
		return s.startCopy(tx, g, old, &b, original)
	})
	if err != nil {
		s.contents.Discard(from.body())
		return err
	}
	writeCopy(w, b)
	return nil
}

// readPair returns the blob that a copy replaces, which must be of the same type as the source, and the source.
func readPair(tx *change, g guard, from source) (old, original blob, err error) {
	if original, err = from.read(tx); err != nil {
		return old, original, err
	}
	if old, err = g.replace(tx); err != nil {
		return old, original, err
	}
	if old.Type != "" && old.Type != original.Type {
		return old, original, rest.New(codeInvalidBlobType)
	}
	return old, original, nil
}

// copyOf returns what a copy has of its source from the start: everything but the content, and the metadata unless
// others are given.
func (s *Service) copyOf(original blob, metadata rest.Metadata, now time.Time) blob {
	if metadata == nil {
		metadata = original.Metadata
	}
	b := original
	b.State, b.Created = s.clock.State(now, metadata), now
	b.Content, b.Size, b.Blocks = "", 0, 0
	if b.Type == pageBlob {
		b.Size = original.Size
	}
	return b
}

// startCopy puts the blob b in the place of the old one, and completes the copy at once unless it takes time. A copy of
// a blob to itself takes none, since the blob could not be read during the copy.
func (s *Service) startCopy(tx *change, g guard, old blob, b *blob, original blob) error {
	r := g.request
	key := blobKey(r.Account, r.Container, r.Object)
	b.Copy.Ended = r.Now.Add(copystate.Duration(original.Size, s.copySpeed))
	if b.Copy.Failure != "" || key != b.Copy.From && b.Copy.Ended.After(r.Now) {
		b.Copy.Schedule(tx, key)
	} else {
		tx.complete(b, original, r.Now)
	}
	return tx.supersede(g, old, b)
}

// complete gives b the content of the original, or what a copy from a file brings.
func (c *change) complete(b *blob, original blob, at time.Time) {
	c.Refer(original.Content)
	b.Content, b.Coming = cmp.Or(original.Content, b.Coming), ""
	b.Size, b.Blocks, b.Sequence = original.Size, original.Blocks, original.Sequence
	b.Copy.End(copystate.Success, "", at)
	b.Copy.Copied = original.Size
}

func writeCopy(w http.ResponseWriter, b blob) {
	b.Write(w.Header())
	w.Header().Set("x-ms-copy-id", b.Copy.ID)
	w.Header().Set("x-ms-copy-status", b.Copy.Status)
	w.WriteHeader(http.StatusAccepted)
}

// stop ends a pending copy that brings nothing.
func (c *change) stop(b *blob, status, description string, at time.Time) error {
	b.Copy.End(status, description, at)
	held := b.Coming
	b.Coming = ""
	return c.Drop(held)
}

// abortCopy is Abort Copy Blob: https://learn.microsoft.com/rest/api/storageservices/abort-copy-blob. That leaves an
// empty blob with the metadata of the copy.
func (s *Service) abortCopy(w http.ResponseWriter, r *service.Request) error {
	id, err := copystate.ParseAbort(r)
	if err != nil {
		return err
	}
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	err = s.update(func(tx *change) error {
		b, err := readBlob(tx, r)
		switch {
		case err != nil:
			return err
		case !b.Copy.IsPending():
			return rest.New(codeNoPendingCopyOperation)
		case b.Copy.ID != id:
			return rest.New(codeCopyIDMismatch)
		}
		if err := g.checkLease(b, true); err != nil {
			return err
		}
		key := blobKey(r.Account, r.Container, r.Object)
		b.Copy.Unschedule(tx, key)
		b.State = s.clock.State(r.Now, b.Metadata)
		if err := tx.stop(&b, copystate.Aborted, "", r.Now); err != nil {
			return err
		}
		return index.Write(tx, key, b)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
