package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

// inPlace is what the writers of page and append blobs share. The service has nothing like a block list for these: the
// blob is there, under its name, from the moment it is made, and whatever had that name before is gone.
//
// Until Commit the blob carries a mark, so that a writer which resumes, or which has to give up what it wrote, can tell
// it from all others. The mark is its content type: it is set when the blob is made, stays while content is written,
// and is replaced by the request that stores the MD5 at the end, so that the mark costs no request. It holds the ID of
// the upload, which follows from the source's state and the chunks' length: what a marked blob holds was written from
// the same source in the same chunks. People who look at the blob can see what it is.
type inPlace struct {
	container *Container
	client    *sdkblob.Client
	obj       storage.Object
	token     []byte
	mark      string
	resumed   bool // an earlier writer began what is there
	// create sends Put Blob, which makes the empty blob.
	create func(ctx context.Context, h *sdkblob.HTTPHeaders, metadata map[string]*string) error
}

// incomplete is the type of a blob that is still being written.
const incomplete = "application/x-azcopy-incomplete"

// inPlace returns the writer of a token, a new one's when that is empty.
func (c *Container) inPlace(obj storage.Object, token []byte) inPlace {
	if len(token) == 0 {
		token = []byte(rand.Text())
	}
	return inPlace{
		container: c, client: c.client.NewBlobClient(c.fullName(obj.Name)), obj: obj,
		token: token, mark: incomplete + "; upload=" + hex.EncodeToString(token),
	}
}

// Token implements storage.ChunkWriter.
func (w *inPlace) Token() []byte { return w.token }

// find looks for the blob that bears the mark (Get Blob Properties).
func (w *inPlace) find(ctx context.Context) (storage.Object, bool, error) {
	there, err := w.container.Stat(ctx, w.obj.Name)
	if storage.KindOf(err) == storage.NotFound {
		return storage.Object{}, false, nil
	}
	return there, err == nil && there.Props.BlobType == w.obj.Props.BlobType && there.Props.ContentType == w.mark, err
}

// left returns what an interrupted writer has left, or an error of kind NotFound. A caller that may not look finds nothing,
// and writes everything anew.
func (w *inPlace) left(ctx context.Context) (storage.Object, error) {
	there, found, err := w.find(ctx)
	if err != nil && storage.KindOf(err) != storage.Denied {
		return storage.Object{}, err
	}
	if !found {
		return storage.Object{}, w.nothingLeft()
	}
	return there, nil
}

func (w *inPlace) nothingLeft() error { return nothingLeft(w.container.op("resume", w.obj.Name)) }

// nothingLeft is the error of a writer that was to resume.
func nothingLeft(op string) error {
	return storage.Errorf(op, storage.NotFound, "an earlier writer has left nothing")
}

// begin makes the marked blob. A try whose answer is lost usually does no harm: the next one replaces the blob that it made,
// which is still empty. One that the service carries out only after the content has begun to arrive would empty the blob.
func (w *inPlace) begin(ctx context.Context) error {
	err := w.create(ctx, &sdkblob.HTTPHeaders{BlobContentType: &w.mark}, sdkMetadata(w.obj.Props.Metadata))
	return writeError(w.container.op("create", w.obj.Name), err)
}

// Commit stores the properties, the MD5 among them, in place of the mark (Set Blob Properties). Metadata are already
// stored, unless they differ from those of the object. A blob that no longer bears the mark is another writer's, or was
// made by a request that arrived too late: its content is not what was written.
func (w *inPlace) Commit(ctx context.Context, p storage.Properties) error {
	if !maps.Equal(p.Metadata, w.obj.Props.Metadata) {
		if _, err := w.client.SetMetadata(ctx, sdkMetadata(p.Metadata), nil); err != nil {
			return azure.Classify(w.container.op("set the metadata of", w.obj.Name), err)
		}
	}
	op := w.container.op("set the properties of", w.obj.Name)
	there, found, err := w.find(ctx)
	switch {
	case storage.KindOf(err) == storage.Denied: // a caller that may only write can't look
	case err != nil:
		return err
	case !found:
		return storage.Errorf(op, storage.Other, "another writer has replaced the blob while it was written")
	}
	_, err = w.client.SetHTTPHeaders(ctx, *headers(p), &sdkblob.SetHTTPHeadersOptions{AccessConditions: ifMatch(there.ETag)})
	if bloberror.HasCode(err, bloberror.ConditionNotMet) && w.committed(ctx, p) {
		return nil
	}
	return azure.Classify(op, err)
}

// committed reports whether the blob has the properties: the answer to the first try was lost.
func (w *inPlace) committed(ctx context.Context, p storage.Properties) bool {
	there, err := w.container.Stat(ctx, w.obj.Name)
	return err == nil && there.Size == w.obj.Size && there.Props.ContentType == p.ContentType && len(p.ContentMD5) > 0 &&
		bytes.Equal(there.Props.ContentMD5, p.ContentMD5)
}

// Suspend has nothing to do: the marked blob stays.
func (w *inPlace) Suspend() error { return nil }

// Abort deletes the blob as long as it bears the mark (Delete Blob). That does not bring back what had its name before:
// the service gave it up when the blob was made.
func (w *inPlace) Abort(ctx context.Context) error {
	there, found, err := w.find(ctx)
	if err != nil || !found {
		return err
	}
	_, err = w.client.Delete(ctx, &sdkblob.DeleteOptions{AccessConditions: ifMatch(there.ETag)})
	if bloberror.HasCode(err, bloberror.BlobNotFound) {
		return nil
	}
	return azure.Classify(w.container.op("delete the incomplete", w.obj.Name), err)
}

// ifMatch makes the service refuse a request once the blob has another ETag; an empty one is no condition.
func ifMatch(etag string) *sdkblob.AccessConditions {
	return &sdkblob.AccessConditions{
		ModifiedAccessConditions: &sdkblob.ModifiedAccessConditions{IfMatch: optional(azcore.ETag(etag))},
	}
}

// putEmpty makes a page or append blob that has no content, with all its properties in one request.
func (c *Container) putEmpty(ctx context.Context, obj storage.Object) error {
	create := c.appendWriter(obj, nil).create
	if obj.Props.BlobType == storage.PageBlob {
		create = c.pageWriter(obj, nil).create
	}
	err := create(ctx, headers(obj.Props), sdkMetadata(obj.Props.Metadata))
	return writeError(c.op("create", obj.Name), err)
}

// putInPlace writes a page or append blob of one chunk. What fails half-way is deleted.
func (c *Container) putInPlace(ctx context.Context, obj storage.Object, p []byte) error {
	w, err := c.Create(ctx, obj, nil)
	if err != nil {
		return err
	}
	err = w.WriteChunk(ctx, storage.Chunk{Length: int64(len(p))}, p)
	if err == nil {
		err = w.Commit(ctx, obj.Props)
	}
	if err == nil {
		return nil
	}
	grace, cancel := storage.Grace(ctx)
	defer cancel()
	if abort := w.Abort(grace); abort != nil {
		return fmt.Errorf("%w (and giving up what was written failed: %v)", err, abort)
	}
	return err
}
