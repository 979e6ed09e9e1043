package local

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"

	"azcopy/internal/storage"
)

// writer writes one file under its temporary name.
type writer struct {
	dest *Destination
	file *os.File
	obj  storage.Object
	// resumed is whether the file was there, begun from the same state of the source.
	resumed bool
}

// setLength gives the file the length that it has while it is partial. It empties the file first, unless the file is to
// be resumed and already has this length.
func (w *writer) setLength(resume bool) error {
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	length := partialLength(w.obj)
	if w.resumed = resume && info.Size() == length; w.resumed {
		return nil
	}
	if err := w.file.Truncate(0); err != nil {
		return err
	}
	return w.file.Truncate(length)
}

// partialLength is the object's length and some bytes more, up to 64 KiB, whose number follows from the source's state:
// what another run has left of another source under this name can't be mistaken for the beginning of this one. Nothing
// is written to them, since a file system might have to fill everything before them.
func partialLength(obj storage.Object) int64 {
	state := sha256.Sum256(fmt.Appendf(nil, "%d %d %s", obj.Size, obj.ModTime.UnixNano(), obj.ETag))
	return obj.Size + 1 + int64(binary.BigEndian.Uint16(state[:]))
}

// Holds is true for every chunk of a file that is resumed: a file does not show which of its bytes were written.
func (w *writer) Holds(storage.Chunk) bool { return w.resumed }

// ReadChunk reads the chunk from the temporary file.
func (w *writer) ReadChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := w.file.ReadAt(p, c.Offset)
	return classify(fmt.Sprintf("read back %d bytes at %d of %s", c.Length, c.Offset, join(w.dest.folder, w.obj.Name)), err)
}

func (w *writer) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := w.file.WriteAt(p, c.Offset); err != nil {
		return classify(fmt.Sprintf("write %d bytes at %d of %s", c.Length, c.Offset, join(w.dest.folder, w.obj.Name)), err)
	}
	return nil
}

// Commit renames the file to its own name. Of the properties, the file system keeps only the modification time.
func (w *writer) Commit(ctx context.Context, _ storage.Properties) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.file.Truncate(w.obj.Size); err != nil {
		return classify("write "+join(w.dest.folder, w.obj.Name), err)
	}
	return w.dest.finish(w.file, w.obj)
}

// Suspend closes the temporary file and leaves it where it is.
func (w *writer) Suspend() error {
	return classify("close the partial file of "+join(w.dest.folder, w.obj.Name), w.file.Close())
}

// Abort removes the temporary file.
func (w *writer) Abort(context.Context) error {
	return w.dest.discard(w.file, w.obj.Name)
}
