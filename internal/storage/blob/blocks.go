package blob

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
)

func (c *Container) createBlocks(ctx context.Context, obj storage.Object, chunk int64, token []byte) (storage.ChunkWriter, error) {
	w := &blockWriter{
		container: c, client: c.client.NewBlockBlobClient(c.fullName(obj.Name)),
		obj: obj, blocks: int((obj.Size + chunk - 1) / chunk), token: token,
	}
	if len(token) > 0 {
		return w, w.findStaged(ctx)
	}
	w.token = make([]byte, tokenLength)
	_, _ = rand.Read(w.token) // it never fails
	return w, nil
}

// tokenLength is the length of an upload's ID, with which the IDs of its blocks begin.
const tokenLength = 16

// blockWriter stages blocks and commits their list.
type blockWriter struct {
	container *Container
	client    *blockblob.Client
	obj       storage.Object
	blocks    int
	token     []byte
	staged    map[string]int64 // the blocks that the service holds, with their lengths
}

// findStaged asks for the uncommitted blocks (Get Block List). A caller that may not ask, since its SAS permits only
// writing, finds none and writes everything again.
func (w *blockWriter) findStaged(ctx context.Context) error {
	list, err := w.client.GetBlockList(ctx, blockblob.BlockListTypeUncommitted, nil)
	err = azure.Classify(w.container.op("list the staged blocks of", w.obj.Name), err)
	if kind := storage.KindOf(err); kind == storage.Denied || err == nil && len(list.UncommittedBlocks) == 0 {
		return nothingLeft(w.container.op("resume", w.obj.Name))
	}
	if err != nil {
		return err
	}
	w.staged = make(map[string]int64, len(list.UncommittedBlocks))
	for _, b := range list.UncommittedBlocks {
		w.staged[azure.Value(b.Name)] = azure.Value(b.Size)
	}
	return nil
}

// Holds reports whether the service holds a block of the chunk's ID and length.
func (w *blockWriter) Holds(c storage.Chunk) bool {
	size, ok := w.staged[w.blockID(c.Index)]
	return ok && size == c.Length
}

// Token implements storage.ChunkWriter. The IDs of the blocks contain it, so that those of another upload, which the service
// may still hold for the blob, are not taken for this one's.
func (w *blockWriter) Token() []byte { return w.token }

// blockID returns the ID of the block of this index; all IDs of a blob must have the same length.
func (w *blockWriter) blockID(index int) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(slices.Clip(w.token), uint32(index)))
}

// WriteChunk stages a block (Put Block). The service checks the content against a checksum.
func (w *blockWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	_, err := w.client.StageBlock(ctx, w.blockID(c.Index), azure.Body(p), &blockblob.StageBlockOptions{
		TransactionalValidation: checksum(p, nil),
	})
	op := w.container.op(fmt.Sprintf("stage block %d of", c.Index), w.obj.Name)
	if bloberror.HasCode(err, bloberror.InvalidBlobOrBlock) {
		return fmt.Errorf("%w The service probably still holds blocks of an upload by another tool that was never finished; "+
			"it forgets them after a week, or at once when a blob of this name is written in one piece", azure.Classify(op, err))
	}
	return writeError(op, err)
}

// Commit creates the blob from the staged blocks (Put Block List). The service stores the MD5 that it is given. The list may
// arrive twice, and late: the blocks' IDs, which begin with this writer's token, mean the same content, or nothing once
// another writer has replaced the blob.
func (w *blockWriter) Commit(ctx context.Context, p storage.Properties) error {
	ids := make([]string, w.blocks)
	for i := range ids {
		ids[i] = w.blockID(i)
	}
	_, err := w.client.CommitBlockList(ctx, ids, &blockblob.CommitBlockListOptions{
		HTTPHeaders: headers(p), Metadata: azure.SDKMetadata(p.Metadata),
	})
	op := w.container.op("commit the block list of", w.obj.Name)
	if bloberror.HasCode(err, bloberror.InvalidBlockList) {
		return fmt.Errorf("%w Another writer has probably written this blob, and the service dropped the blocks of "+
			"this one; run the command again when the other has ended", azure.Classify(op, err))
	}
	return writeError(op, err)
}

// Suspend has nothing to do: the service keeps staged blocks for a week.
func (w *blockWriter) Suspend() error { return nil }

// Abort leaves the staged blocks to the service, which drops them after a week. Deleting the blob would delete the previous
// one as well.
func (w *blockWriter) Abort(context.Context) error { return nil }
