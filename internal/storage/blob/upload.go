package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
)

// The service's limits, and the step in which the length of blocks grows.
const (
	blockStep    = 4 << 20
	maxBlocks    = 50_000
	maxBlockSize = 4000 << 20
)

// ChunkSize returns the smallest multiple of 4 MiB with which 50 000 blocks suffice.
func (c *Container) ChunkSize(size int64) (int64, error) {
	steps := (size + blockStep - 1) / blockStep
	chunk := blockStep * max(1, (steps+maxBlocks-1)/maxBlocks)
	if chunk > maxBlockSize {
		return 0, storage.Errorf("upload", storage.TooLarge, "File size %d is larger than block blob maximum size %d.",
			size, int64(maxBlocks)*maxBlockSize)
	}
	return chunk, nil
}

// Put writes a whole block blob (Put Blob).
func (c *Container) Put(ctx context.Context, obj storage.Object, p []byte) error {
	_, err := c.client.NewBlockBlobClient(c.fullName(obj.Name)).Upload(ctx, body(p), &blockblob.UploadOptions{
		HTTPHeaders: headers(obj.Props), Metadata: sdkMetadata(obj.Props.Metadata),
	})
	return azure.Classify(c.op("put", obj.Name), err)
}

// body makes bytes what the SDK sends: they can be sent again when a try fails.
func body(p []byte) io.ReadSeekCloser {
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(p), io.NopCloser(nil)}
}

// Create sends nothing: a block blob comes to be with its blocks.
func (c *Container) Create(_ context.Context, obj storage.Object) (storage.ChunkWriter, error) {
	return &blockWriter{
		container: c, name: obj.Name, size: obj.Size, client: c.client.NewBlockBlobClient(c.fullName(obj.Name)),
		upload: uploadID(obj),
	}, nil
}

// blockWriter stages blocks and commits their list.
type blockWriter struct {
	container *Container
	name      string
	size      int64
	client    *blockblob.Client
	upload    [16]byte
}

// uploadID tells the blocks of one state of one source from any others that the service may still hold for the blob.
// It follows from the object alone, so that another run derives the same.
func uploadID(obj storage.Object) [16]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %s", obj.Name, obj.Size, obj.ModTime.UTC().Format("20060102T150405.999999999")))
	return [16]byte(sum[:16])
}

// blockID returns the ID of the block of this index; all IDs of a blob must have the same length.
func (w *blockWriter) blockID(index int) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(w.upload[:], uint32(index)))
}

// WriteChunk stages a block (Put Block).
func (w *blockWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	_, err := w.client.StageBlock(ctx, w.blockID(c.Index), body(p), nil)
	return azure.Classify(w.container.op(fmt.Sprintf("stage block %d of", c.Index), w.name), err)
}

// Commit makes the staged blocks the blob (Put Block List). The service stores the MD5 that it is told.
func (w *blockWriter) Commit(ctx context.Context, p storage.Properties) error {
	chunk, err := w.container.ChunkSize(w.size)
	if err != nil {
		return err
	}
	ids := make([]string, (w.size+chunk-1)/chunk)
	for i := range ids {
		ids[i] = w.blockID(i)
	}
	_, err = w.client.CommitBlockList(ctx, ids, &blockblob.CommitBlockListOptions{
		HTTPHeaders: headers(p), Metadata: sdkMetadata(p.Metadata),
	})
	return azure.Classify(w.container.op("commit the block list of", w.name), err)
}

// Abort leaves the staged blocks to the service, which drops them after a week. To delete the blob would take the
// former one with it.
func (w *blockWriter) Abort(context.Context) error { return nil }
