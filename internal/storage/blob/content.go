package blob

import (
	"context"
	"fmt"
	"io"

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

// ReadRange asks for the range (Get Blob), on condition that the blob is the one that was listed.
func (c *content) ReadRange(ctx context.Context, p []byte, off int64) error {
	return azure.ReadRange(ctx, c, c.container.retry, p, off)
}

// Get implements azure.Download.
func (c *content) Get(ctx context.Context, count, off int64) (io.ReadCloser, error) {
	resp, err := c.client.DownloadStream(ofSnapshot(ctx, c.obj.Snapshot), &sdkblob.DownloadStreamOptions{
		Range: sdkblob.HTTPRange{Offset: off, Count: count}, AccessConditions: ifMatch(c.obj.ETag),
	})
	if err != nil {
		return nil, err
	}
	err = c.answers(resp, count, off)
	if err == nil && c.growth != nil {
		err = c.growth.check(c.Op("read"), resp)
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	if azure.Value(resp.ContentRange) == "" { // the whole blob
		return beginning{io.LimitReader(resp.Body, count), resp.Body}, nil
	}
	return resp.Body, nil
}

// beginning is the part of a body that the caller asked for.
type beginning struct {
	io.Reader
	io.Closer
}

// answers returns an error unless the response has exactly the bytes that were asked for, from the blob that was listed.
// Without a range it is the whole blob, which will do for a part at its beginning. A 304, which nobody asked for, has
// neither.
func (c *content) answers(resp sdkblob.DownloadStreamResponse, count, off int64) error {
	sent, length := azure.Value(resp.ContentRange), azure.Value(resp.ContentLength)
	switch {
	case resp.ETag != nil && c.obj.ETag != "" && string(*resp.ETag) != c.obj.ETag:
		return storage.Errorf(c.Op("read"), storage.Changed, "the answer has the ETag %s, the listing has %s.",
			azure.OneLine(string(*resp.ETag)), azure.OneLine(c.obj.ETag))
	case sent == "" && (off > 0 || length != c.obj.Size || count > length):
		return fmt.Errorf("asked for %d bytes from %d on, and was sent neither that range nor the whole blob", count, off)
	case sent == "":
		return nil
	case !azure.IsRange(sent, count, off, c.obj):
		return fmt.Errorf(`asked for %d bytes from %d on of %d, and was sent the range "%s"`, count, off, c.obj.Size, azure.OneLine(sent))
	case resp.ContentLength != nil && length != count:
		return fmt.Errorf("asked for %d bytes, and was sent %d", count, length)
	}
	return nil
}

// Verify does nothing: each range was read from the blob that was listed, or not at all.
func (c *content) Verify(context.Context) error { return nil }

func (c *content) Close() error { return nil }

// Op names an operation on the blob or its snapshot, for errors.
func (c *content) Op(verb string) string { return verb + " " + c.obj.At(c.container.location) }
