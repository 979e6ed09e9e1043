package blob

import (
	"bytes"
	"context"
	"fmt"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/appendblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

// appendWriter appends one block after another.
type appendWriter struct {
	inPlace
	blocks *appendblob.Client
	found  int64 // the length in bytes that the blob had when the writer started
}

var _ storage.ChunkWriter = (*appendWriter)(nil)

func (c *Container) createAppend(ctx context.Context, obj storage.Object, chunk int64, token []byte) (storage.ChunkWriter, error) {
	w := c.appendWriter(obj, token)
	if len(token) == 0 {
		return w, w.begin(ctx, 0)
	}
	there, err := w.left(ctx)
	// Blocks arrive completely or not at all; this program leaves no other length.
	if err == nil && there.Size != obj.Size && (there.Size > obj.Size || there.Size%chunk != 0) {
		err = w.nothingLeft()
	}
	w.resumed, w.found, w.etag = true, there.Size, there.ETag
	return w, err
}

func (c *Container) appendWriter(obj storage.Object, token []byte) *appendWriter {
	w := &appendWriter{inPlace: c.inPlace(obj, token), blocks: c.client.NewAppendBlobClient(c.fullName(obj.Name))}
	w.create = func(ctx context.Context, made emptyBlob) (string, error) {
		resp, err := w.blocks.Create(ctx, &appendblob.CreateOptions{
			HTTPHeaders: made.headers, Metadata: made.metadata, AccessConditions: made.conditions,
		})
		return string(azure.Value(resp.ETag)), err
	}
	return w
}

// Holds reports whether the blob contained the whole chunk when the writer started.
func (w *appendWriter) Holds(c storage.Chunk) bool {
	return w.resumed && c.Offset+c.Length <= w.found
}

// WriteChunk appends a block (Append Block), on condition that the blob ends where the chunk begins, and is as this writer
// left it: another writer's blob may happen to end there as well. The service checks the content against a checksum. A chunk
// that is already there, because the answer to an earlier try was lost or an interrupted writer could not record it, is read
// back and compared.
func (w *appendWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	if len(p) == 0 {
		return ctx.Err()
	}
	if w.Holds(c) {
		return w.compare(ctx, c, p)
	}
	resp, err := w.blocks.AppendBlock(ctx, azure.Body(p), &appendblob.AppendBlockOptions{
		TransactionalValidation:        checksum(p, nil),
		AppendPositionAccessConditions: &appendblob.AppendPositionAccessConditions{AppendPosition: to.Ptr(c.Offset)},
		AccessConditions:               ifMatch(w.etag),
	})
	if bloberror.HasCode(err, bloberror.AppendPositionConditionNotMet, bloberror.ConditionNotMet) {
		return w.compare(ctx, c, p)
	}
	if err == nil {
		w.etag = string(azure.Value(resp.ETag))
	}
	return writeError(w.container.op(fmt.Sprintf("append block %d of", c.Index), w.obj.Name), err)
}

// compareStep bounds the memory of a comparison, which the engine does not count.
const compareStep = 1 << 20

// compare returns nil when the blob is this writer's, and has these bytes in the place of the chunk.
func (w *appendWriter) compare(ctx context.Context, c storage.Chunk, p []byte) error {
	op := w.container.op(fmt.Sprintf("compare block %d of", c.Index), w.obj.Name)
	there, ours, err := w.find(ctx)
	if err != nil {
		return err
	}
	if !ours {
		return replaced(op)
	}
	if there.Size < c.Offset+c.Length {
		return storage.Errorf(op, storage.Changed, "the blob has %d bytes instead of %d; another program writes to it", there.Size, c.Offset)
	}
	reader := &content{container: w.container, client: w.client, obj: there}
	for off := c.Offset; len(p) > 0; {
		got := make([]byte, min(len(p), compareStep))
		if err := reader.ReadRange(ctx, got, off); err != nil {
			return err
		}
		if !bytes.Equal(got, p[:len(got)]) {
			return storage.Errorf(op, storage.Changed, "the blob has other bytes there than the source; another program writes to it, or the source changed")
		}
		p, off = p[len(got):], off+int64(len(got))
	}
	w.etag = there.ETag
	return nil
}
