package local

import (
	"context"
	"fmt"
	"os"

	"azcopy/internal/storage"
)

// writer writes one file under its temporary name.
type writer struct {
	dest *Destination
	file *os.File
	obj  storage.Object
	// resumed is whether the file was there, with the length of the object.
	resumed bool
}

// setLength gives the file the object's length, with nothing in it unless it is to be resumed and has that length.
func (w *writer) setLength(resume bool) error {
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	if w.resumed = resume && info.Size() == w.obj.Size; w.resumed {
		return nil
	}
	if err := w.file.Truncate(0); err != nil {
		return err
	}
	return w.file.Truncate(w.obj.Size)
}

// Holds is true for every chunk of a file that is resumed: a file does not tell which of its bytes were written.
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

// Commit renames the file to its own name. The file system keeps none of the properties but the modification time.
func (w *writer) Commit(ctx context.Context, _ storage.Properties) error {
	if err := ctx.Err(); err != nil {
		return err
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
