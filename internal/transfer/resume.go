package transfer

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"maps"
	"strings"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// The steps of a move that the journal keeps besides the chunks, whose steps are their indexes.
const (
	mayWrite = -1 // the destination was checked and may be written
	copyID   = -2 // the service has started to copy; the state is the copy's ID
	isToStay = -3 // the destination was checked and must not be replaced
	writer   = -4 // the object is being written; the state is the writer's token
)

// discard removes what an interrupted run wrote of an object at the destination, if the journal knows of it.
func discard(ctx context.Context, dest storage.Destination, obj storage.Object, lane *engine.Lane) error {
	token, _ := lane.Saved(writer)
	if len(token) == 0 {
		return nil
	}
	return dest.Discard(ctx, obj, token)
}

// timeGrain is how much the time of a file may differ from the one that was set: some file systems store only even seconds.
const timeGrain = 2 * time.Second

// arrived reports whether an earlier run completed the object but was cut off before the journal could say so. Since objects
// become visible only when they are complete, the content and the properties at the destination show it. Size and time are
// not enough: somebody else may have written an object of the same size since, and clocks can be set.
func (c *Copy) arrived(ctx context.Context, e plan.Entry, traits storage.Traits, lane *engine.Lane) (bool, error) {
	there, err := stat(c.Dest, e.Dest, lane)
	if err != nil || there.Size != e.Object.Size || there.Incomplete || !c.isAsWritten(e, traits, there) {
		return false, unlessUnknown(err)
	}
	if !traits.VouchesMD5 && !(traits.KeepsMD5 && hasWritten(e, lane)) {
		return c.holdsContent(ctx, e, there, lane)
	}
	if len(there.Props.ContentMD5) == 0 { // this program stores one with every blob
		return false, nil
	}
	sum := e.Object.Props.ContentMD5
	if sum == nil {
		sum, err = contentMD5(ctx, c.Source, e.Object, e, lane)
	}
	return err == nil && same(sum, there.Props.ContentMD5), err
}

// hasWritten reports whether a run with this journal has written to the object. If so, a complete object that is written in
// place is that run's work, since the first write replaces what was there before.
func hasWritten(e plan.Entry, lane *engine.Lane) bool {
	_, saved := lane.Saved(0)
	return saved || e.Chunks() == 0
}

// isAsWritten reports whether the destination has the properties that it would have been given.
func (c *Copy) isAsWritten(e plan.Entry, traits storage.Traits, there storage.Object) bool {
	keptTime := traits.KeepsTimes && c.KeepTime && !e.Object.ModTime.IsZero()
	if keptTime && there.ModTime.Sub(e.Object.ModTime).Abs() > timeGrain {
		return false
	}
	return !traits.KeepsProperties || c.hasProperties(e, there)
}

// hasProperties reports whether the destination has the properties and the metadata of the entry.
func (c *Copy) hasProperties(e plan.Entry, there storage.Object) bool {
	is, want := there.Props, c.object(e).Props
	want.ContentType = cmp.Or(want.ContentType, "application/octet-stream") // the service's default
	return is.BlobType == want.BlobType && is.ContentType == want.ContentType && is.ContentEncoding == want.ContentEncoding &&
		is.ContentLanguage == want.ContentLanguage && is.ContentDisposition == want.ContentDisposition &&
		is.CacheControl == want.CacheControl && is.SequenceNumber == want.SequenceNumber &&
		maps.Equal(lowered(is.Metadata), lowered(want.Metadata))
}

// lowered returns metadata with their names in lower case, since the service ignores case in them.
func lowered(metadata map[string]string) map[string]string {
	lower := make(map[string]string, len(metadata))
	for name, value := range metadata {
		lower[strings.ToLower(name)] = value
	}
	return lower
}

// opener is anything that can be read: a Source, or a Destination that can be read back.
type opener interface {
	Open(ctx context.Context, obj storage.Object) (storage.Content, error)
}

// holdsContent compares the content of both sides when no stored MD5 can be trusted: files have none, and that of a page blob
// does not change when pages are written. It reads the source only when the source's own MD5 does not settle the matter.
func (c *Copy) holdsContent(ctx context.Context, e plan.Entry, there storage.Object, lane *engine.Lane) (bool, error) {
	dest, readable := c.Dest.(opener)
	if !readable {
		return false, nil
	}
	held, err := contentMD5(ctx, dest, there, e, lane)
	if err != nil { // write it again: permission to read is not required
		return false, context.Cause(ctx)
	}
	if same(e.Object.Props.VouchedMD5(), held) {
		return true, nil
	}
	if c.CheckMD5 {
		return false, nil
	}
	sum, err := contentMD5(ctx, c.Source, e.Object, e, lane)
	return err == nil && same(sum, held), err
}

// contentMD5 reads an object of the entry's size, several chunks at once, and returns its MD5. The lane can still be used
// after an error of reading.
func contentMD5(ctx context.Context, from opener, obj storage.Object, e plan.Entry, lane *engine.Lane) ([]byte, error) {
	content, err := from.Open(ctx, obj)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	digest, failed := newDigest(), make(chan error, 1)
	for i := range e.Chunks() {
		if len(failed) > 0 {
			break
		}
		chunk := e.Chunk(i)
		err := lane.Go(chunk.Length, func(ctx context.Context, buf []byte) error {
			if err := content.ReadRange(ctx, buf, chunk.Offset); err != nil {
				select {
				case failed <- err:
				default: // the first one is enough
				}
			}
			return digest.write(ctx, chunk.Index, buf) // even after an error, since the next chunks wait for their turn
		})
		if err != nil {
			break // Wait has the first error
		}
	}
	if err := lane.Wait(); err != nil {
		return nil, err
	}
	if len(failed) > 0 {
		return nil, <-failed
	}
	if err := lane.Do(content.Verify); err != nil {
		return nil, err
	}
	return digest.sum(), nil
}

// hashHeld hashes a chunk that the destination already holds. It reads it from the destination if that can be read back, and
// otherwise from the source. Without a digest it does nothing.
func hashHeld(content storage.Content, w storage.ChunkWriter, d *digest, chunk storage.Chunk, lane *engine.Lane) error {
	if d == nil {
		return nil
	}
	if held, ok := w.(storage.ChunkReader); ok {
		return hashChunk(func(ctx context.Context, p []byte, _ int64) error { return held.ReadChunk(ctx, chunk, p) }, d, chunk, lane)
	}
	return hashChunk(content.ReadRange, d, chunk, lane)
}

func hashChunk(read func(ctx context.Context, p []byte, off int64) error, d *digest, chunk storage.Chunk, lane *engine.Lane) error {
	return lane.Go(chunk.Length, func(ctx context.Context, buf []byte) error {
		if err := read(ctx, buf, chunk.Offset); err != nil {
			return err
		}
		return d.write(ctx, chunk.Index, buf)
	})
}

func stat(dest storage.Destination, name string, lane *engine.Lane) (there storage.Object, err error) {
	err = lane.Do(func(ctx context.Context) (err error) {
		there, err = dest.Stat(ctx, name)
		return err
	})
	return there, err
}

// unlessUnknown drops the error of a destination that has no such object, or does not permit reading it: then the object is
// written again.
func unlessUnknown(err error) error {
	if storage.KindOf(err).Unseen() {
		return nil
	}
	return err
}

func same(a, b []byte) bool { return len(a) == md5.Size && bytes.Equal(a, b) }
