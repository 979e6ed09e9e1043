package local

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"azcopy/internal/storage"
)

// writer writes one file under its temporary name.
type writer struct {
	dest  *Destination
	file  *partialFile
	obj   storage.Object
	token []byte
	// resumed is whether the writer of the token has left the file.
	resumed bool
}

// Token implements storage.ChunkWriter.
func (w *writer) Token() []byte { return w.token }

// partialLength returns the object's length plus up to 64 KiB, whose number follows from the token, so that what another
// writer has left under this name is not taken for this one's. Nothing is written there, since a file system may have to
// fill all that is before.
func partialLength(obj storage.Object, token []byte) int64 {
	sum := sha256.Sum256(token)
	return obj.Size + 1 + int64(binary.BigEndian.Uint16(sum[:]))
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
	if err := w.file.writeAt(p, c.Offset, w.resumed); err != nil {
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
	return w.file.finish(w.obj)
}

// Suspend closes the temporary file and leaves it where it is.
func (w *writer) Suspend() error {
	return w.file.suspend()
}

// Abort removes the temporary file.
func (w *writer) Abort(context.Context) error {
	return w.file.discard()
}
