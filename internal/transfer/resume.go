package transfer

import (
	"bytes"
	"context"
	"crypto/md5"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// The steps that a journal keeps of a move, beside the chunks, which have their own indexes.
const (
	mayWrite = -1 // the destination was looked at, and may be written
	copyID   = -2 // the service has begun to copy; the state is the copy's ID
)

// clockGrain is by how much the time of a file may lie before that of the clock that it was taken from.
const clockGrain = 20 * time.Millisecond

// arrived reports whether an earlier run has moved the object whole, though the journal does not say so: the run was cut
// off before it could. Since objects become visible whole, the destination itself tells: by the MD5, and in a folder,
// which keeps none, by the time, which must be of this run or, with /MT, the source's.
func (c *Copy) arrived(ctx context.Context, e plan.Entry, lane *engine.Lane) (bool, error) {
	there, err := stat(c.Dest, e.Dest, lane)
	if err != nil || there.Size != e.Object.Size {
		return false, unlessUnknown(err)
	}
	if c.DestAt.Service == storage.Local {
		return there.ModTime.Equal(e.Object.ModTime) || !there.ModTime.Before(c.Begun.Add(-clockGrain)), nil
	}
	if len(there.Props.ContentMD5) == 0 {
		return false, nil
	}
	sum := e.Object.Props.ContentMD5
	if c.SourceAt.Service == storage.Local {
		if sum, err = c.read(ctx, e, lane); err != nil {
			return false, err
		}
	}
	return same(sum, there.Props.ContentMD5), nil
}

// read returns the MD5 of the source.
func (c *Copy) read(ctx context.Context, e plan.Entry, lane *engine.Lane) ([]byte, error) {
	content, err := c.Source.Open(ctx, e.Object)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	d := newDigest()
	for i := range e.Chunks() {
		if err := hashChunk(content.ReadRange, d, e.Chunk(i), lane); err != nil {
			break // Wait has the first error
		}
	}
	if err := lane.Wait(); err != nil {
		return nil, err
	}
	return d.sum(), nil
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
	switch storage.KindOf(err) {
	case storage.NotFound, storage.Denied:
		return nil
	}
	return err
}

func same(a, b []byte) bool { return len(a) == md5.Size && bytes.Equal(a, b) }
