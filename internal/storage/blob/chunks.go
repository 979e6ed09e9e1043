package blob

import (
	"context"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// The service's limits, and the step by which the length of blocks grows: see
// https://learn.microsoft.com/azure/storage/blobs/scalability-targets.
const (
	blockStep      = 4 << 20
	maxBlocks      = 50_000
	maxBlockSize   = 4000 << 20
	maxAppendBlock = 100 << 20
	pageSize       = 512
	pagesChunk     = 4 << 20
	maxPageBlob    = 8 << 40
)

// WithBlockSize returns the container as a destination that writes block blobs in blocks of this length in bytes, or of a
// greater one where 50 000 blocks would not suffice. It must be a multiple of 4 MiB; 0 is the default.
func (c *Container) WithBlockSize(bytes int64) *Container {
	sized := *c
	sized.blockSize = bytes
	return &sized
}

// ChunkSize returns the length of the blocks or page ranges that a blob is written in.
func (c *Container) ChunkSize(obj storage.Object) (int64, error) {
	switch obj.Props.BlobType {
	case storage.PageBlob:
		return pagesChunk, checkPages(obj.Size)
	case storage.AppendBlob:
		return blockLength(obj.Size, "append blob", maxAppendBlock)
	default:
		length, err := blockLength(obj.Size, "block blob", maxBlockSize)
		return max(length, c.blockSize), err
	}
}

// blockLength returns the smallest multiple of 4 MiB with which 50 000 blocks are enough.
func blockLength(size int64, kind string, longest int64) (int64, error) {
	if most := maxBlocks * longest; size > most {
		return 0, tooLarge(size, kind, most)
	}
	const step = int64(maxBlocks) * blockStep
	return blockStep * max(1, (size+step-1)/step), nil
}

func checkPages(size int64) error {
	if size > maxPageBlob {
		return tooLarge(size, "page blob", maxPageBlob)
	}
	if size%pageSize != 0 {
		return storage.Errorf("upload", storage.InvalidSize, "File size %d is invalid for page blob, must be a multiple of %d.", size, pageSize)
	}
	return nil
}

func tooLarge(size int64, kind string, most int64) error {
	return storage.Errorf("upload", storage.TooLarge, "File size %d is larger than %s maximum size %d.", size, kind, most)
}

// Create starts to write a blob of obj's type. A block blob is created when its blocks are committed: for one, Create sends
// nothing unless it resumes. Page and append blobs are created at once, and replace what has their name.
func (c *Container) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	chunk, err := c.ChunkSize(obj)
	if err != nil {
		return nil, err
	}
	if err := azure.CheckProperties(c.op("create", obj.Name), "a blob", obj.Props); err != nil {
		return nil, err
	}
	switch obj.Props.BlobType {
	case storage.PageBlob:
		return c.createPages(ctx, obj, token)
	case storage.AppendBlob:
		return c.createAppend(ctx, obj, chunk, token)
	default:
		return c.createBlocks(ctx, obj, chunk, token)
	}
}

// Discard deletes a page or append blob that is not complete. Uncommitted blocks are not visible, and the service drops them
// by itself.
func (c *Container) Discard(ctx context.Context, obj storage.Object, token []byte) error {
	switch obj.Props.BlobType {
	case storage.PageBlob, storage.AppendBlob:
		w := c.inPlace(obj, token)
		return w.Abort(ctx)
	}
	return nil
}
