package fileshare

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
)

// writer writes the ranges of a file that has its full size from the start, with zeros wherever nothing was written.
//
// Until Commit the file has a mark, so that a writer which resumes, or which has to delete what it wrote, knows it as its own,
// and nobody takes it for complete. The mark is its content type, which the request that stores the MD5 at the end
// replaces. The service takes no conditions on files: what the writer can't rule out is in docs/design/0132.
type writer struct {
	share   *Share
	client  *file.Client
	obj     storage.Object
	token   []byte
	resumed bool // an earlier writer began what is there
}

var _ storage.ChunkWriter = (*writer)(nil)

// writer returns the writer of a token, a new one's when that is empty.
func (s *Share) writer(obj storage.Object, token []byte) *writer {
	if len(token) == 0 {
		token = newToken()
	}
	return &writer{share: s, client: s.file(obj.Name), obj: obj, token: token}
}

func newToken() []byte { return []byte(rand.Text()) }

// Create makes the marked file (Create File) in place of what has its name, or looks whether that of the token is still there.
func (s *Share) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	if _, err := s.ChunkSize(obj); err != nil {
		return nil, err
	}
	op := s.op("create", obj.Name)
	if err := azure.CheckProperties(op, "a file", obj.Props); err != nil {
		return nil, err
	}
	if err := s.names.claim(op, obj.Name); err != nil {
		return nil, err
	}
	w := s.writer(obj, token)
	if len(token) == 0 {
		return w, w.begin(ctx)
	}
	w.resumed = true
	return w, w.resume(ctx)
}

// Discard deletes the file as long as it has the mark of the token.
func (s *Share) Discard(ctx context.Context, obj storage.Object, token []byte) error {
	return s.writer(obj, token).Abort(ctx)
}

// mark is the content type of the file while it is written.
func (w *writer) mark() string { return incomplete + "; upload=" + hex.EncodeToString(w.token) }

// Token implements storage.ChunkWriter.
func (w *writer) Token() []byte { return w.token }

// begin makes the marked file. The request is sent again only with another mark: one that is carried out late, when content has
// arrived, empties the file, and Commit finds a mark that is not its own. An answer that was lost is found by the mark.
func (w *writer) begin(ctx context.Context) error {
	op, budget := w.share.op("create", w.obj.Name), w.share.retry.NewBudget()
	for {
		sent := w.create(azure.Once(budget.Context(ctx)))
		err := azure.Classify(op, sent)
		if kind := storage.KindOf(err); kind != storage.Unreachable && kind != storage.Busy {
			return err
		}
		if _, ours, looking := w.find(ctx); looking == nil && ours {
			return nil
		}
		if again := budget.Again(ctx, sent); again != nil {
			return azure.Classify(op, again)
		}
		w.token = newToken()
	}
}

func (w *writer) create(ctx context.Context) error {
	marked := &file.CreateOptions{
		HTTPHeaders: headers(storage.Properties{ContentType: w.mark()}), Metadata: azure.SDKMetadata(w.obj.Props.Metadata),
	}
	return w.share.within(ctx, w.share.path(w.obj.Name), func() error {
		_, err := w.client.Create(ctx, w.obj.Size, marked)
		return err
	})
}

// find looks for the file that has the mark (Get File Properties).
func (w *writer) find(ctx context.Context) (there storage.Object, ours bool, err error) {
	there, err = w.share.Stat(ctx, w.obj.Name)
	if storage.KindOf(err) == storage.NotFound {
		return storage.Object{}, false, nil
	}
	return there, err == nil && there.Props.ContentType == w.mark(), err
}

// resume looks for what an earlier writer has left. A caller that may not look finds nothing, and writes everything again.
func (w *writer) resume(ctx context.Context) error {
	there, ours, err := w.find(ctx)
	if err != nil && storage.KindOf(err) != storage.Denied {
		return err
	}
	if !ours || there.Size != w.obj.Size {
		return storage.Errorf(w.share.op("resume", w.obj.Name), storage.NotFound, "an earlier writer has left nothing")
	}
	return nil
}

// Holds reports whether the file was there when the writer began. Its ranges don't show more: a chunk of zeros, which is not
// sent, looks like one that was not yet written.
func (w *writer) Holds(storage.Chunk) bool { return w.resumed }

// WriteChunk writes a range (Put Range), the service comparing what arrived with its MD5. Zeros are not sent: a new file has
// them already, and in one that is resumed the range is cleared.
func (w *writer) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	var err error
	switch zeros := storage.IsZero(p); {
	case zeros && !w.resumed:
		return ctx.Err()
	case zeros:
		_, err = w.client.ClearRange(ctx, file.HTTPRange{Offset: c.Offset, Count: c.Length}, nil)
	default:
		sum := md5.Sum(p)
		_, err = w.client.UploadRange(ctx, c.Offset, azure.Body(p), &file.UploadRangeOptions{
			TransactionalValidation: file.TransferValidationTypeMD5(sum[:]),
		})
	}
	return azure.Classify(w.share.op(fmt.Sprintf("write the range at %d of", c.Offset), w.obj.Name), err)
}

// Commit stores the properties, the MD5 among them, in place of the mark. A file that no longer has the mark is another
// writer's: its content is not what was written.
func (w *writer) Commit(ctx context.Context, p storage.Properties) error {
	there, ours, err := w.find(ctx)
	op := w.share.op("set the properties of", w.obj.Name)
	switch {
	case storage.KindOf(err) == storage.Denied: // a caller that may only write
	case err != nil:
		return err
	case !ours:
		return storage.Errorf(op, storage.Other, "another writer has replaced the file while it was written")
	case there.Size != w.obj.Size:
		return storage.Errorf(op, storage.Other, "the file has %d bytes, and should have %d; something else writes to it", there.Size, w.obj.Size)
	}
	if !maps.Equal(p.Metadata, w.obj.Props.Metadata) {
		if _, err := w.client.SetMetadata(ctx, &file.SetMetadataOptions{Metadata: azure.SDKMetadata(p.Metadata)}); err != nil {
			return azure.Classify(w.share.op("set the metadata of", w.obj.Name), err)
		}
	}
	return w.setProperties(ctx, p)
}

// setProperties takes the mark away (Set File Properties), in one request with the times that the file is to have.
func (w *writer) setProperties(ctx context.Context, p storage.Properties) error {
	_, err := w.client.SetHTTPHeaders(ctx, &file.SetHTTPHeadersOptions{HTTPHeaders: headers(p), SMBProperties: w.share.smb(w.obj)})
	return azure.Classify(w.share.op("set the properties of", w.obj.Name), err)
}

// Suspend has nothing to do: the marked file stays.
func (w *writer) Suspend() error { return nil }

// Abort deletes the file as long as it has the mark (Delete File).
func (w *writer) Abort(ctx context.Context) error {
	_, ours, err := w.find(ctx)
	if err != nil || !ours {
		return err
	}
	_, err = w.client.Delete(ctx, nil)
	if err = azure.Classify(w.share.op("delete the incomplete", w.obj.Name), err); storage.KindOf(err) == storage.NotFound {
		return nil
	}
	return err
}
