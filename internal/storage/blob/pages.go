package blob

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

// pageWriter writes the pages of a blob that has its full size from the start, with zeros where nothing was written.
//
// While it is written, the blob has a sequence number that follows from the writer's token, and each request that writes
// pages is conditional on it: the service refuses those of another writer, and a request of this writer that arrives after
// Commit, which sets the final number.
type pageWriter struct {
	inPlace
	pages    *pageblob.Client
	sequence int64
}

// sequenceOf returns the sequence number for a writer of this token. It has 53 bits, so that it stays exact in a program
// that keeps numbers as floating point, as Azurite does.
func sequenceOf(token []byte) int64 {
	sum := sha256.Sum256(token)
	return int64(binary.BigEndian.Uint64(sum[:])>>11 | 1)
}

func (c *Container) createPages(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	w := c.pageWriter(obj, token)
	if len(token) == 0 {
		err := w.begin(ctx, w.sequence)
		w.etag = "" // pages are written concurrently
		return w, err
	}
	w.resumed = true
	return w, w.resume(ctx)
}

// resume checks that what an earlier writer left has our number, and sets it again where that writer had already set the
// final one: it was killed before it removed the mark.
func (w *pageWriter) resume(ctx context.Context) error {
	there, err := w.left(ctx)
	if err != nil {
		return err
	}
	switch final := w.obj.Props.SequenceNumber; {
	case there.Size != w.obj.Size:
		return w.nothingLeft()
	case there.Props.SequenceNumber == w.sequence:
		return nil
	case there.Props.SequenceNumber == final:
		_, err = w.apply(ctx, w.number(w.sequence), there.ETag)
		return err
	}
	return w.nothingLeft()
}

func (c *Container) pageWriter(obj storage.Object, token []byte) *pageWriter {
	w := &pageWriter{inPlace: c.inPlace(obj, token), pages: c.client.NewPageBlobClient(c.fullName(obj.Name))}
	w.sequence = sequenceOf(w.token)
	w.create = func(ctx context.Context, made emptyBlob) (string, error) {
		resp, err := w.pages.Create(ctx, obj.Size, &pageblob.CreateOptions{
			HTTPHeaders: made.headers, Metadata: made.metadata, SequenceNumber: azure.Optional(made.sequence), AccessConditions: made.conditions,
		})
		return string(azure.Value(resp.ETag)), err
	}
	return w
}

// Holds reports whether the blob was there when the writer started. Its pages don't show more: a chunk of zeros, which is
// not sent, looks like one that was not yet written.
func (w *pageWriter) Holds(storage.Chunk) bool { return w.resumed }

// WriteChunk writes pages (Put Page). The service checks the content against a checksum. Zeros are not sent: a new blob
// already has them, and in a resumed one the pages are cleared.
func (w *pageWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	at := sdkblob.HTTPRange{Offset: c.Offset, Count: c.Length}
	ours := &pageblob.SequenceNumberAccessConditions{IfSequenceNumberEqualTo: &w.sequence}
	op := w.container.op(fmt.Sprintf("write the pages at %d of", c.Offset), w.obj.Name)
	var err error
	switch zeros := storage.IsZero(p); {
	case zeros && !w.resumed:
		return ctx.Err()
	case zeros:
		_, err = w.pages.ClearPages(ctx, at, &pageblob.ClearPagesOptions{SequenceNumberAccessConditions: ours})
	default:
		_, err = w.pages.UploadPages(ctx, azure.Body(p), at, &pageblob.UploadPagesOptions{
			TransactionalValidation: checksum(p, nil), SequenceNumberAccessConditions: ours,
		})
	}
	if bloberror.HasCode(err, bloberror.SequenceNumberConditionNotMet) {
		return replaced(op)
	}
	return writeError(op, err)
}

// Commit gives the blob its final sequence number, and then the properties in place of the mark. The service could do both
// at once, but Azurite would only do the first and report success.
func (w *pageWriter) Commit(ctx context.Context, p storage.Properties) error {
	final := w.number(p.SequenceNumber)
	return w.commit(ctx, p, &final)
}

// number returns the change of the sequence number to this one, while the blob has the mark (Set Blob Properties).
func (w *pageWriter) number(n int64) change {
	return change{
		op: w.container.op("set the sequence number of", w.obj.Name),
		send: func(ctx context.Context, conditions *sdkblob.AccessConditions) (*azcore.ETag, error) {
			resp, err := w.pages.UpdateSequenceNumber(ctx, &pageblob.UpdateSequenceNumberOptions{
				ActionType: to.Ptr(pageblob.SequenceNumberActionTypeUpdate), SequenceNumber: to.Ptr(n), AccessConditions: conditions,
			})
			return resp.ETag, err
		},
		done: func(there storage.Object) bool { return w.isOurs(there) && there.Props.SequenceNumber == n },
	}
}
