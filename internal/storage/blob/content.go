package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// Open sends nothing: each range is asked for on its own.
func (c *Container) Open(_ context.Context, obj storage.Object) (storage.Content, error) {
	opened := &content{container: c, client: c.client.NewBlobClient(c.fullName(obj.Name)), obj: obj}
	if obj.Props.BlobType == storage.PageBlob && obj.Size > azure.SmallHole {
		return &pageContent{opened, azure.NewSparseReader(opened)}, nil
	}
	if c.mayGrowWhileRead(obj) {
		opened.growth, opened.obj.ETag = &growth{listed: obj}, ""
	}
	return opened, nil
}

type content struct {
	container *Container
	client    *sdkblob.Client
	obj       storage.Object
	growth    *growth // nil unless the blob may grow; obj has no ETag then
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
		n, err := readWhole(body, p)
		body.Close()
		if err == nil {
			return nil
		}
		err = azure.Classify(op, err)
		if storage.KindOf(err) != storage.Unreachable {
			return err
		}
		p, off = p[n:], off+int64(n)
		budget.Progress(int64(n))
		if err := budget.Again(ctx, err); err != nil {
			return azure.Classify(op, err)
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

// readWhole fills p with the body. One that ends before is an io.ErrUnexpectedEOF: without a length, nothing else shows that
// it was cut off. One that goes on after that is not what was asked for.
func readWhole(body io.Reader, p []byte) (int, error) {
	n, err := io.ReadFull(body, p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return n, fmt.Errorf("the answer broke off: %w", err)
	}
	if more, _ := io.ReadFull(body, make([]byte, 1)); more > 0 {
		return n, fmt.Errorf("asked for %d bytes, and was sent more", len(p))
	}
	return n, nil
}

// get returns a body with the bytes from off on, of the blob that was listed.
func (c *content) get(ctx context.Context, count, off int64) (io.ReadCloser, error) {
	resp, err := c.client.DownloadStream(ofSnapshot(ctx, c.obj.Snapshot), &sdkblob.DownloadStreamOptions{
		Range: sdkblob.HTTPRange{Offset: off, Count: count}, AccessConditions: ifMatch(c.obj.ETag),
	})
	if err != nil {
		return nil, readable(err)
	}
	err = c.answers(resp, count, off)
	if err == nil && c.growth != nil {
		err = c.growth.check(c.op("read"), resp)
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	if value(resp.ContentRange) == "" { // the whole blob
		return beginning{io.LimitReader(resp.Body, count), resp.Body}, nil
	}
	return resp.Body, nil
}

// beginning is the part of a body that was asked for.
type beginning struct {
	io.Reader
	io.Closer
}

// answers returns an error unless the response has what was asked for: exactly these bytes, of the blob that was listed.
// Without a range it is the whole blob, which will do for a part at its begin. A 304, which nobody asked for, has neither.
func (c *content) answers(resp sdkblob.DownloadStreamResponse, count, off int64) error {
	sent, length := value(resp.ContentRange), value(resp.ContentLength)
	switch {
	case resp.ETag != nil && c.obj.ETag != "" && string(*resp.ETag) != c.obj.ETag:
		return storage.Errorf(c.op("read"), storage.Changed, "the answer has the ETag %s, and the listing %s.",
			azure.OneLine(string(*resp.ETag)), azure.OneLine(c.obj.ETag))
	case sent == "" && (off > 0 || length != c.obj.Size || count > length):
		return fmt.Errorf("asked for %d bytes from %d on, and was sent neither that range nor the whole blob", count, off)
	case sent == "":
		return nil
	case !isRange(sent, count, off, c.obj):
		return fmt.Errorf(`asked for %d bytes from %d on of %d, and was sent the range "%s"`, count, off, c.obj.Size, azure.OneLine(sent))
	case resp.ContentLength != nil && length != count:
		return fmt.Errorf("asked for %d bytes, and was sent %d", count, length)
	}
	return nil
}

// isRange reports whether a Content-Range has these bytes of the blob, as in "bytes 0-9/20". The size may be unknown to
// whoever sends it; where no ETag says which state of the blob is meant, it may have changed.
func isRange(contentRange string, count, off int64, obj storage.Object) bool {
	span, whole, _ := strings.Cut(contentRange, "/")
	return span == fmt.Sprintf("bytes %d-%d", off, off+count-1) &&
		(whole == "*" || obj.ETag == "" || whole == strconv.FormatInt(obj.Size, 10))
}

// Verify has nothing to add: each range was read from the blob that was listed, or not at all.
func (c *content) Verify(context.Context) error { return nil }

func (c *content) Close() error { return nil }

// op names an operation on the blob or its snapshot, for errors.
func (c *content) op(verb string) string { return verb + " " + c.obj.At(c.container.location) }
