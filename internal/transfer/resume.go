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

// The steps that a journal keeps of a move, beside the chunks, which have their own indexes.
const (
	mayWrite = -1 // the destination was looked at, and may be written
	copyID   = -2 // the service has begun to copy; the state is the copy's ID
	isToStay = -3 // the destination was looked at, and is to stay as it is
	writer   = -4 // the object is being written; the state is the writer's token
)

// discard gives up what an interrupted run has written of an object at the destination, where the journal knows of it.
func discard(ctx context.Context, dest storage.Destination, obj storage.Object, lane *engine.Lane) error {
	token, _ := lane.Saved(writer)
	if len(token) == 0 {
		return nil
	}
	return dest.Discard(ctx, obj, token)
}

// timeGrain is by how much the time of a file may differ from the one it was given: some file systems keep even seconds.
const timeGrain = 2 * time.Second

// arrived reports whether an earlier run has moved the object whole, though the journal does not say so: the run was cut
// off before it could. Since objects become visible whole, the destination itself tells, by its content and properties.
// A size and a time are not believed: somebody else may have written as much meanwhile, and clocks are set.
func (c *Copy) arrived(ctx context.Context, e plan.Entry, traits storage.Traits, lane *engine.Lane) (bool, error) {
	there, err := stat(c.Dest, e.Dest, lane)
	if err != nil || there.Size != e.Object.Size || there.Incomplete || !c.isAsWritten(e, traits, there) {
		return false, unlessUnknown(err)
	}
	if !traits.VouchesMD5 && !(traits.KeepsMD5 && begun(e, lane)) {
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

// begun reports whether a run of this journal has written to the object. One that is written in place and is whole is its
// work then: the first thing that is done to what was there before is to replace it.
func begun(e plan.Entry, lane *engine.Lane) bool {
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

// lowered returns metadata with their names in lower case: the service takes them for the same in any.
func lowered(metadata map[string]string) map[string]string {
	lower := make(map[string]string, len(metadata))
	for name, value := range metadata {
		lower[strings.ToLower(name)] = value
	}
	return lower
}

// opener is what can be read: a Source, and a Destination that can be read back.
type opener interface {
	Open(ctx context.Context, obj storage.Object) (storage.Content, error)
}

// holdsContent compares the content of both sides, where no MD5 that is kept speaks for it: files have none, and that of
// a page blob stays what it was when pages are written. The source is read only where its own MD5 does not settle it.
func (c *Copy) holdsContent(ctx context.Context, e plan.Entry, there storage.Object, lane *engine.Lane) (bool, error) {
	dest, readable := c.Dest.(opener)
	if !readable {
		return false, nil
	}
	held, err := contentMD5(ctx, dest, there, e, lane)
	if err != nil { // it is written again, and its reader need not be its writer
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

// contentMD5 reads an object that has the entry's size, several chunks at once, and returns its MD5. An error of reading
// ends nothing else of the lane.
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
			return digest.write(ctx, chunk.Index, buf) // those behind it wait for their turn in any case
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

// hashHeld has a chunk hashed that the destination holds already: as that has it, where it can be read back, else as
// the source has it. Without a digest there is nothing to do.
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

// unlessUnknown drops the error of a destination that has no such object, or may not be looked at: it is written again.
func unlessUnknown(err error) error {
	if storage.KindOf(err).Unseen() {
		return nil
	}
	return err
}

func same(a, b []byte) bool { return len(a) == md5.Size && bytes.Equal(a, b) }
