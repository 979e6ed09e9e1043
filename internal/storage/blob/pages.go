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

// pageWriter writes the pages of a blob that has its full size from the start, with zeros wherever nothing was written.
//
// While it is written, the blob has a sequence number that follows from the writer's token, and each request that writes
// pages is conditional on it: those of another writer are refused, and so is one of this writer's own that arrives after
// Commit, which sets the number that the blob is to have.
type pageWriter struct {
	inPlace
	pages    *pageblob.Client
	sequence int64
}

// sequenceOf returns the sequence number of a writer of this token. It is exact in a program that keeps numbers as
// floating point, as Azurite does: 53 bits.
func sequenceOf(token []byte) int64 {
	sum := sha256.Sum256(token)
	return int64(binary.BigEndian.Uint64(sum[:])>>11 | 1)
}

func (c *Container) createPages(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	w := c.pageWriter(obj, token)
	if len(token) == 0 {
		err := w.begin(ctx, w.sequence)
		w.etag = "" // pages are written side by side
		return w, err
	}
	w.resumed = true
	return w, w.resume(ctx)
}

// resume checks that what an earlier writer left has our number, and gives it back where that writer had already set the
// final one: it was killed before it took the mark away.
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

// Holds reports whether the blob was there when the writer began. Its pages don't tell more: a chunk of zeros, which
// is not sent, looks like one that was not yet written.
func (w *pageWriter) Holds(storage.Chunk) bool { return w.resumed }

// WriteChunk writes pages (Put Page). The service compares what arrived with a checksum. Zeros are not sent: a new blob
// has them already, and in one that is resumed the pages are cleared.
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

// Commit gives the blob the sequence number that it is to have, and then the properties in place of the mark. The service
// could do both at once, but Azurite would do the first alone and report success.
func (w *pageWriter) Commit(ctx context.Context, p storage.Properties) error {
	final := w.number(p.SequenceNumber)
	return w.commit(ctx, p, &final)
}

// number returns the change of the sequence number to this one, while the blob bears the mark (Set Blob Properties).
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
