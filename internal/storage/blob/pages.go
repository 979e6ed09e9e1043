package blob

import (
	"bytes"
	"context"
	"fmt"

	"azcopy/internal/storage"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

// pageWriter writes the pages of a blob that has its full size from the start, with zeros wherever nothing was written.
type pageWriter struct {
	inPlace
	pages *pageblob.Client
}

func (c *Container) createPages(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	w := c.pageWriter(obj, token)
	if len(token) == 0 {
		return w, w.begin(ctx)
	}
	there, err := w.left(ctx)
	if err == nil && there.Size != obj.Size {
		err = w.nothingLeft()
	}
	w.resumed = true
	return w, err
}

func (c *Container) pageWriter(obj storage.Object, token []byte) *pageWriter {
	w := &pageWriter{inPlace: c.inPlace(obj, token), pages: c.client.NewPageBlobClient(c.fullName(obj.Name))}
	w.create = func(ctx context.Context, h *sdkblob.HTTPHeaders, metadata map[string]*string) error {
		_, err := w.pages.Create(ctx, obj.Size, &pageblob.CreateOptions{
			HTTPHeaders: h, Metadata: metadata, SequenceNumber: optional(obj.Props.SequenceNumber),
		})
		return err
	}
	return w
}

// Holds reports whether the blob was there when the writer began. Its pages don't tell more: a chunk of zeros, which
// is not sent, looks like one that was not yet written.
func (w *pageWriter) Holds(storage.Chunk) bool { return w.resumed }

// WriteChunk writes pages (Put Page). The service compares what arrived with a checksum. Zeros are not sent: a new blob
// has them already, and in one that is resumed the pages are cleared.
func (w *pageWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	at := sdkblob.HTTPRange{Offset: c.Offset, Count: c.Length}
	var err error
	switch zeros := isZero(p); {
	case zeros && !w.resumed:
		return ctx.Err()
	case zeros:
		_, err = w.pages.ClearPages(ctx, at, nil)
	default:
		_, err = w.pages.UploadPages(ctx, body(p), at, &pageblob.UploadPagesOptions{TransactionalValidation: checksum(p, nil)})
	}
	return writeError(w.container.op(fmt.Sprintf("write the pages at %d of", c.Offset), w.obj.Name), err)
}

// isZero reports whether all bytes are zero, by comparing the bytes with themselves shifted by one.
func isZero(p []byte) bool {
	return len(p) == 0 || p[0] == 0 && bytes.Equal(p[1:], p[:len(p)-1])
}
