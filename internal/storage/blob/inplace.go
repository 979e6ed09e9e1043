package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

// inPlace is what the writers of page and append blobs share. The service has nothing like a block list for these: the blob
// exists under its name from the moment it is created, and the previous blob of that name is gone.
//
// Until Commit the blob carries a mark, by which a writer that resumes, or has to discard what it wrote, recognizes it. The
// mark is its content type: it is set when the blob is created, stays while content is written, and is replaced by the
// request that stores the MD5 at the end, so that the mark costs no request. It holds the writer's token, which is
// random: who knows it has made the blob, or resumes for who did. People who look at the blob can see what it is.
type inPlace struct {
	container *Container
	client    *sdkblob.Client
	obj       storage.Object
	token     []byte
	mark      string
	resumed   bool // an earlier writer created what is there
	// etag is that of the blob after the writer's last request, and empty where it is not known: of concurrent requests none
	// says which was the last.
	etag string
	// create sends Put Blob, which makes an empty blob, and returns its ETag.
	create func(ctx context.Context, made emptyBlob) (string, error)
}

// emptyBlob is what a page or append blob is created with, and what it may replace.
type emptyBlob struct {
	headers    *sdkblob.HTTPHeaders
	metadata   map[string]*string
	sequence   int64
	conditions *sdkblob.AccessConditions
}

// incomplete is the type of a blob that is still being written.
const incomplete = "application/x-azcopy-incomplete"

// inPlace returns the writer of a token; with an empty one, a new writer.
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

// find looks for the blob with the mark (Get Blob Properties).
func (w *inPlace) find(ctx context.Context) (storage.Object, bool, error) {
	there, err := w.container.Stat(ctx, w.obj.Name)
	if storage.KindOf(err) == storage.NotFound {
		return storage.Object{}, false, nil
	}
	return there, err == nil && w.isOurs(there), err
}

// isOurs reports whether this writer, or the one that it resumes, created a blob.
func (w *inPlace) isOurs(there storage.Object) bool {
	return there.Props.BlobType == w.obj.Props.BlobType && there.Props.ContentType == w.mark
}

// left returns what an interrupted writer has left, or an error of kind NotFound. A caller that may not look finds nothing,
// and writes everything again.
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

// nothingLeft is the error of a writer that finds nothing to resume.
func nothingLeft(op string) error {
	return storage.Errorf(op, storage.NotFound, "the earlier writer has left nothing")
}

// begin creates the marked blob (Put Blob); sequence is the number of a page blob.
func (w *inPlace) begin(ctx context.Context, sequence int64) error {
	return w.replace(ctx, emptyBlob{
		headers: &sdkblob.HTTPHeaders{BlobContentType: &w.mark}, metadata: azure.SDKMetadata(w.obj.Props.Metadata), sequence: sequence,
	})
}

// replace creates an empty blob in place of what is there (Put Blob), on condition that there is nothing, or still the blob
// that was seen: a repeated try that is carried out only after content has started to arrive would empty the blob. If an
// answer is lost, the mark shows that the blob is not another writer's; a blob without the mark replaces itself.
func (w *inPlace) replace(ctx context.Context, made emptyBlob) error {
	op := w.container.op("create", w.obj.Name)
	made.conditions = ifSeen("")
	for look := 1; ; look++ {
		etag, err := w.create(ctx, made)
		if !isConditionNotMet(err) || look == maxLooks {
			w.etag = etag
			return writeError(op, err)
		}
		there, ours, err := w.find(ctx)
		switch {
		case storage.KindOf(err) == storage.Denied: // nothing can be seen that a condition could be made of
			made.conditions, ctx = nil, azure.Once(ctx)
			continue
		case err != nil:
			return err
		case ours:
			w.etag = there.ETag
			return nil
		case there.ETag != "" && there.Props.BlobType != w.obj.Props.BlobType:
			return storage.Mismatch(op)
		}
		made.conditions = ifSeen(there.ETag)
	}
}

// Suspend has nothing to do: the marked blob stays.
func (w *inPlace) Suspend() error { return nil }

// Abort deletes the blob as long as it has the mark (Delete Blob). That does not bring back the previous blob of its name:
// the service dropped it when this one was created. A late request of the writer may change the blob between the look and
// the deletion; then Abort looks again.
func (w *inPlace) Abort(ctx context.Context) error {
	for look := 1; ; look++ {
		there, ours, err := w.find(ctx)
		if err != nil || !ours {
			return err
		}
		_, err = w.client.Delete(ctx, &sdkblob.DeleteOptions{AccessConditions: ifMatch(there.ETag)})
		if bloberror.HasCode(err, bloberror.BlobNotFound) {
			return nil
		}
		if !isConditionNotMet(err) || look == maxLooks {
			return azure.Classify(w.container.op("delete the incomplete", w.obj.Name), err)
		}
	}
}

// replaced is the error of a writer whose blob another writer has replaced.
func replaced(op string) error {
	return storage.Errorf(op, storage.Other, "another writer has replaced the blob while it was written")
}

// putEmpty creates a page or append blob that has no content, with all its properties in one request.
func (c *Container) putEmpty(ctx context.Context, obj storage.Object) error {
	w := &c.appendWriter(obj, nil).inPlace
	if obj.Props.BlobType == storage.PageBlob {
		w = &c.pageWriter(obj, nil).inPlace
	}
	return w.replace(ctx, emptyBlob{
		headers: headers(obj.Props), metadata: azure.SDKMetadata(obj.Props.Metadata), sequence: obj.Props.SequenceNumber,
	})
}

// putInPlace writes a page or append blob of one chunk. It deletes a blob that fails half-way.
func (c *Container) putInPlace(ctx context.Context, obj storage.Object, p []byte) error {
	w, err := c.Create(ctx, obj, nil)
	if err != nil {
		return err
	}
	return storage.PutChunk(ctx, w, obj, p)
}
