package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// Open sends nothing: each range is asked for on its own.
func (c *Container) Open(_ context.Context, obj storage.Object) (storage.Content, error) {
	opened := content{container: c, client: c.client.NewBlobClient(c.fullName(obj.Name)), obj: obj}
	if obj.Props.BlobType == storage.PageBlob && obj.Size > smallHole {
		return newPageContent(opened), nil
	}
	if c.mayGrow && obj.Props.BlobType == storage.AppendBlob && obj.Snapshot == "" {
		opened.growth = &growth{size: obj.Size}
	}
	return &opened, nil
}

type content struct {
	container *Container
	client    *sdkblob.Client
	obj       storage.Object
	growth    *growth // nil unless the blob may grow
}

// ReadRange asks for the range (Get Blob), on condition that the blob is the one that was listed. When the body breaks
// off, it asks for the rest. All that goes wrong on the way draws on one budget.
func (c *content) ReadRange(ctx context.Context, p []byte, off int64) error {
	budget := c.container.retry.NewBudget()
	ctx = budget.Context(ctx)
	for len(p) > 0 {
		op := c.op(fmt.Sprintf("read %d bytes at %d of", len(p), off))
		body, err := c.get(ctx, int64(len(p)), off)
		if err != nil { // which has been tried often enough
			return explain(azure.Classify(op, err))
		}
		n, err := io.ReadFull(body, p)
		body.Close()
		if err == nil {
			return nil
		}
		p, off = p[n:], off+int64(n)
		budget.Progress(int64(n))
		if err := budget.Again(ctx, err); err != nil {
			return azure.Classify(op, fmt.Errorf("the answer broke off: %w", err))
		}
	}
	return nil
}

// explain words the refusal of a source that has changed as all drivers do, and leaves other errors alone.
func explain(err error) error {
	e, ok := errors.AsType[*storage.Error](err)
	if !ok || e.Kind != storage.Changed {
		return err
	}
	changed := storage.Errorf(e.Op, e.Kind, "Source might be changed by other process or application. %w", e.Err)
	changed.Status, changed.Code = e.Status, e.Code
	return changed
}

// get returns a body that begins at off.
func (c *content) get(ctx context.Context, count, off int64) (io.ReadCloser, error) {
	options := sdkblob.DownloadStreamOptions{Range: sdkblob.HTTPRange{Offset: off, Count: count}}
	if c.growth == nil {
		options.AccessConditions = ifMatch(c.obj.ETag)
	}
	resp, err := c.client.DownloadStream(ofSnapshot(ctx, c.obj.Snapshot), &options)
	if err != nil {
		return nil, err
	}
	if c.growth != nil {
		if err := c.growth.check(c.op("read"), resp); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	if got := value(resp.ContentRange); !beginsAt(got, off) {
		resp.Body.Close()
		return nil, fmt.Errorf("asked for the bytes from %d on, and was sent the range %q", off, got)
	}
	return resp.Body, nil
}

// beginsAt reports whether a Content-Range begins at off. An answer without one is the whole blob.
func beginsAt(contentRange string, off int64) bool {
	if contentRange == "" {
		return off == 0
	}
	return strings.HasPrefix(contentRange, fmt.Sprintf("bytes %d-", off))
}

// Verify has nothing to add: each range was read from the blob that was listed, or not at all.
func (c *content) Verify(context.Context) error { return nil }

func (c *content) Close() error { return nil }

// op names an operation on the blob or its snapshot, for errors.
func (c *content) op(verb string) string { return verb + " " + c.obj.At(c.container.location) }
