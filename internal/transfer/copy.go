// Package transfer moves objects. Copy does uploads, downloads and synchronous copies, whose bytes pass through this machine;
// ServerCopy leaves the copying to the service.
package transfer

import (
	"bytes"
	"cmp"
	"context"
	"errors"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// Meter counts the bytes that have arrived at the destination. It is called concurrently.
type Meter interface {
	Add(bytes int64)
}

// Copy is the Mover that reads an object in chunks and writes them as they come. It computes the MD5 of the whole when the
// destination stores it or CheckMD5 is set.
type Copy struct {
	Source storage.Source
	Dest   storage.Destination
	// SourceAt and DestAt name the objects in questions and messages.
	SourceAt, DestAt storage.Location
	// Overwrite is asked when the destination has the object already; nil replaces it without looking.
	Overwrite Overwrite
	// ContentType, when set, returns the content type for a destination name. Without it an object keeps the one it has.
	ContentType func(dest string) string
	// CheckMD5 is whether an object fails, and does not appear at the destination, unless the MD5 of what was read is the
	// one that is stored with the source.
	CheckMD5 bool
	// KeepTime is whether files get the modification time of their source.
	KeepTime bool
	Meter    Meter
}

// Move copies one object. It returns engine.ErrSkipped when the destination's object must not be replaced.
func (c *Copy) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	traits := c.Dest.Traits(e.Object)
	if traits.Folder {
		return lane.Do(func(ctx context.Context) error { return c.Dest.Put(ctx, c.object(e), nil) })
	}
	if err := c.describe(&e, traits, lane); err != nil {
		return err
	}
	if err := c.checkable(e); err != nil {
		return err
	}
	if e.Attempted {
		arrived, err := c.arrived(ctx, e, traits, lane)
		if arrived {
			return c.discardLeft(e, lane)
		}
		if err != nil {
			return err
		}
	}
	if err := (question{c.Dest, c.SourceAt, c.DestAt, c.Overwrite}).ask(ctx, e, lane); err != nil {
		return err
	}
	content, err := c.Source.Open(ctx, e.Object)
	if err != nil {
		return err
	}
	defer content.Close()
	if e.Chunks() <= 1 {
		return c.whole(e, content, traits, lane)
	}
	return c.inChunks(ctx, e, content, traits, lane)
}

// discardLeft discards what an interrupted run wrote of an object that turns out to be complete at the destination.
func (c *Copy) discardLeft(e plan.Entry, lane *engine.Lane) error {
	return lane.Do(func(ctx context.Context) error { return discard(ctx, c.Dest, c.object(e), lane) })
}

// whole moves an object with at most one chunk, in one operation.
func (c *Copy) whole(e plan.Entry, content storage.Content, traits storage.Traits, lane *engine.Lane) error {
	err := lane.Go(e.Object.Size, func(ctx context.Context, buf []byte) error {
		if len(buf) > 0 {
			if err := content.ReadRange(ctx, buf, 0); err != nil {
				return err
			}
		}
		if err := content.Verify(ctx); err != nil {
			return err
		}
		var sum []byte
		if c.CheckMD5 || traits.KeepsMD5 {
			sum = md5Of(buf)
		}
		if err := c.check(e, sum); err != nil {
			return err
		}
		obj, put := c.object(e), c.Dest.Put
		obj.Props.ContentMD5 = storedMD5(e, traits, sum)
		if !bytes.Equal(obj.Props.ContentMD5, sum) {
			put = c.inOneChunk
		}
		if err := put(ctx, obj, buf); err != nil {
			return err
		}
		c.Meter.Add(int64(len(buf)))
		return nil
	})
	if err != nil {
		return err
	}
	return lane.Wait()
}

// inChunks moves an object of any size, with several chunks at once.
func (c *Copy) inChunks(ctx context.Context, e plan.Entry, content storage.Content, traits storage.Traits, lane *engine.Lane) error {
	if traits.InPlace {
		if err := c.vouch(ctx, e, content, lane); err != nil {
			return err
		}
	}
	obj := c.object(e)
	var w storage.ChunkWriter
	err := lane.Do(func(ctx context.Context) (err error) {
		w, err = c.create(ctx, obj, e, lane)
		return err
	})
	if err != nil {
		return err
	}
	var digest *digest
	if c.CheckMD5 || traits.KeepsMD5 && e.Object.Props.ContentMD5 == nil {
		digest = newDigest()
	}
	err = c.chunks(e, content, w, digest, traits.Ordered, lane)
	if err == nil {
		err = lane.Do(func(ctx context.Context) error {
			if err := content.Verify(ctx); err != nil {
				return err
			}
			sum := digest.sum()
			if err := c.check(e, sum); err != nil {
				return err
			}
			obj.Props.ContentMD5 = storedMD5(e, traits, sum)
			return w.Commit(ctx, obj.Props)
		})
	}
	if err != nil {
		return giveUp(ctx, w, lane, err)
	}
	return nil
}

// vouch reads from the source before an object is written in place: that removes a previous object at once, which would be
// lost for nothing if the source could not be read. With CheckMD5 it reads all of the source, so that bad data never gets the
// object's name.
func (c *Copy) vouch(ctx context.Context, e plan.Entry, content storage.Content, lane *engine.Lane) error {
	if c.CheckMD5 {
		sum, err := contentMD5(ctx, c.Source, e.Object, e, lane)
		return cmp.Or(err, c.check(e, sum))
	}
	err := lane.Go(min(e.Object.Size, 512), func(ctx context.Context, buf []byte) error { return content.ReadRange(ctx, buf, 0) })
	return cmp.Or(err, lane.Wait())
}

// create resumes the writer of an interrupted run, or creates a new one. The chunks that the journal has saved are those of
// the writer whose token it has.
func (c *Copy) create(ctx context.Context, obj storage.Object, e plan.Entry, lane *engine.Lane) (storage.ChunkWriter, error) {
	if token, _ := lane.Saved(writer); e.Attempted && len(token) > 0 {
		w, err := c.Dest.Create(ctx, obj, token)
		if storage.KindOf(err) != storage.NotFound {
			return w, err
		}
	}
	w, err := c.Dest.Create(ctx, obj, nil)
	if err != nil {
		return nil, err
	}
	return w, lane.Restart(writer, w.Token())
}

// giveUp ends a writer that did not reach its Commit. It leaves what was written when a later run can resume it, and
// otherwise removes it.
func giveUp(ctx context.Context, w storage.ChunkWriter, lane *engine.Lane, err error) error {
	if lane.Journaled() && (ctx.Err() != nil || storage.KindOf(err).Passes()) {
		return storage.Discarded(err, w.Suspend())
	}
	// Remove what was written even when the run was cancelled.
	grace, cancel := storage.Grace(ctx)
	defer cancel()
	return storage.Discarded(err, errors.Join(lane.Restart(writer, nil), w.Abort(grace)))
}

// chunks moves the chunks, several at once unless the destination needs them in order.
func (c *Copy) chunks(e plan.Entry, content storage.Content, w storage.ChunkWriter, d *digest, ordered bool, lane *engine.Lane) error {
	for i := range e.Chunks() {
		chunk := e.Chunk(i)
		if _, saved := lane.Saved(i); saved && w.Holds(chunk) {
			if err := hashHeld(content, w, d, chunk, lane); err != nil {
				break // Wait has the first error
			}
			continue
		}
		err := lane.Go(chunk.Length, func(ctx context.Context, buf []byte) error {
			if err := content.ReadRange(ctx, buf, chunk.Offset); err != nil {
				return err
			}
			if err := d.write(ctx, chunk.Index, buf); err != nil {
				return err
			}
			if err := w.WriteChunk(ctx, chunk, buf); err != nil {
				return err
			}
			c.Meter.Add(chunk.Length)
			return lane.Save(chunk.Index, nil)
		})
		if err == nil && ordered {
			err = lane.Wait()
		}
		if err != nil {
			break // Wait has the first error
		}
	}
	return lane.Wait()
}

// object returns the object that the entry becomes at the destination.
func (c *Copy) object(e plan.Entry) storage.Object {
	obj := e.Object
	obj.Name, obj.Snapshot, obj.Props.ContentMD5 = e.Dest, "", nil
	if !c.Dest.Traits(e.Object).Typed {
		obj.Props.BlobType, obj.Props.SequenceNumber = "", 0
	}
	if c.ContentType != nil {
		obj.Props.ContentType = c.ContentType(e.Dest)
	}
	return obj
}
