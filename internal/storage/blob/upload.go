package blob

import (
	"context"
	"errors"
	"fmt"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
)

// Put writes a whole block blob in one request (Put Blob), whose MD5 the service checks. A page or append blob takes one
// request when it is empty, and otherwise those of Create, WriteChunk and Commit.
//
// Put Blob has no condition: that would need a look at what is there first. A repeated try that is carried out late writes
// the same content again, and undoes what somebody else has written in between.
func (c *Container) Put(ctx context.Context, obj storage.Object, p []byte) error {
	if err := azure.CheckProperties(c.op("put", obj.Name), "a blob", obj.Props); err != nil {
		return err
	}
	switch t := obj.Props.BlobType; {
	case t != storage.PageBlob && t != storage.AppendBlob:
		return c.putBlock(ctx, obj, p)
	case len(p) == 0:
		return c.putEmpty(ctx, obj)
	default:
		return c.putInPlace(ctx, obj, p)
	}
}

func (c *Container) putBlock(ctx context.Context, obj storage.Object, p []byte) error {
	_, err := c.client.NewBlockBlobClient(c.fullName(obj.Name)).Upload(ctx, azure.Body(p), &blockblob.UploadOptions{
		HTTPHeaders: headers(obj.Props), Metadata: azure.SDKMetadata(obj.Props.Metadata),
		TransactionalValidation: checksum(p, obj.Props.ContentMD5),
	})
	return writeError(c.op("put", obj.Name), err)
}

// writeError classifies the failure of a write. The service does not replace a blob by one of another type.
func writeError(op string, err error) error {
	err = azure.Classify(op, err)
	refused, ok := errors.AsType[*storage.Error](err)
	if !ok || refused.Kind != storage.TypeMismatch {
		return err
	}
	mismatch := storage.Mismatch(op)
	mismatch.Status, mismatch.Code = refused.Status, refused.Code
	mismatch.Err = fmt.Errorf("%w %w", mismatch.Err, refused.Err)
	return mismatch
}
