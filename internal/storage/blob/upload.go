package blob

import (
	"bytes"
	"context"
	"crypto/md5"
	"hash/crc64"
	"io"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
)

// Put writes a whole block blob (Put Blob). The service compares what arrived with the MD5.
func (c *Container) Put(ctx context.Context, obj storage.Object, p []byte) error {
	_, err := c.client.NewBlockBlobClient(c.fullName(obj.Name)).Upload(ctx, body(p), &blockblob.UploadOptions{
		HTTPHeaders: headers(obj.Props), Metadata: sdkMetadata(obj.Props.Metadata),
		TransactionalValidation: checksum(p, obj.Props.ContentMD5), AccessConditions: c.precondition(),
	})
	if c.isOurs(ctx, err, obj) {
		return nil
	}
	return azure.Classify(c.op("put", obj.Name), err)
}

// body makes bytes what the SDK sends: they can be sent again when a try fails.
func body(p []byte) io.ReadSeekCloser { return streaming.NopCloser(bytes.NewReader(p)) }

// crcTable is of the polynomial of x-ms-content-crc64, the bits reversed as package crc64 has them.
var crcTable = crc64.MakeTable(0x9A6C9329AC4BC9B5)

// checksum returns what the service is to compare a request's body with: the MD5 when it is known, else a CRC-64,
// which costs less.
func checksum(p, sum []byte) sdkblob.TransferValidationType {
	if len(sum) == md5.Size {
		return sdkblob.TransferValidationTypeMD5(sum)
	}
	return sdkblob.TransferValidationTypeCRC64(crc64.Checksum(p, crcTable))
}

// precondition is what makes the service refuse to replace a blob.
func (c *Container) precondition() *sdkblob.AccessConditions {
	if !c.keepExisting {
		return nil
	}
	return &sdkblob.AccessConditions{
		ModifiedAccessConditions: &sdkblob.ModifiedAccessConditions{IfNoneMatch: to.Ptr(azcore.ETagAny)},
	}
}

// isOurs reports whether the blob that stands in the way is the one that was to be written: when the answer to a try
// is lost, the next try meets what the former has made.
func (c *Container) isOurs(ctx context.Context, err error, obj storage.Object) bool {
	if !c.keepExisting || !bloberror.HasCode(err, bloberror.BlobAlreadyExists, bloberror.ConditionNotMet) {
		return false
	}
	there, err := c.Stat(ctx, obj.Name)
	sum := obj.Props.ContentMD5
	return err == nil && there.Size == obj.Size && len(sum) == md5.Size && bytes.Equal(there.Props.ContentMD5, sum)
}
