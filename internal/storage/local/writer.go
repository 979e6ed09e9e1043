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

// Abort removes the temporary file.
func (w *writer) Abort(context.Context) error {
	return w.dest.discard(w.file, w.obj.Name)
}
