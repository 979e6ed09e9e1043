package fileshare

import (
	"context"
	"errors"
	"fmt"
	"io"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
)

// Open sends nothing: each range is asked for on its own. Of a file of several ranges, only what is filled is read.
func (s *Share) Open(_ context.Context, obj storage.Object) (storage.Content, error) {
	opened := &content{share: s, client: s.file(obj.Name), obj: obj}
	if obj.Size > maxRange {
		return &sparseContent{opened, azure.NewSparseReader(opened)}, nil
	}
	return opened, nil
}

type content struct {
	share  *Share
	client *file.Client
	obj    storage.Object
}

// ReadRange asks for the range (Get File). The service takes no condition, but each answer has the ETag of the file.
func (c *content) ReadRange(ctx context.Context, p []byte, off int64) error {
	return azure.ReadRange(ctx, c, c.share.retry, p, off)
}

// Get implements azure.Download.
func (c *content) Get(ctx context.Context, count, off int64) (io.ReadCloser, error) {
	resp, err := c.client.DownloadStream(ctx, &file.DownloadStreamOptions{Range: file.HTTPRange{Offset: off, Count: count}})
	if err != nil {
		return nil, err
	}
	if err := c.answers(resp, count, off); err != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp.Body, nil
}

// answers returns an error unless the response has what was asked for: exactly these bytes, of the file that was listed.
func (c *content) answers(resp file.DownloadStreamResponse, count, off int64) error {
	if err := c.unchanged(resp.ETag); err != nil {
		return err
	}
	sent := azure.Value(resp.ContentRange)
	switch {
	case !azure.IsRange(sent, count, off, c.obj):
		return fmt.Errorf(`asked for %d bytes from %d on of %d, and was sent the range "%s"`, count, off, c.obj.Size, azure.OneLine(sent))
	case resp.ContentLength != nil && *resp.ContentLength != count:
		return fmt.Errorf("asked for %d bytes, and was sent %d", count, *resp.ContentLength)
	}
	return nil
}

// unchanged returns an error of kind Changed when an answer is about another state of the file than the one that was listed.
func (c *content) unchanged(etag *azcore.ETag) error {
	if is := string(azure.Value(etag)); is != c.obj.ETag {
		return storage.Errorf(c.Op("read"), storage.Changed, "the answer has the ETag %s, and the listing %s.",
			azure.OneLine(is), azure.OneLine(c.obj.ETag))
	}
	return nil
}

// Verify has nothing to add: each range was read from the file that was listed, or not at all.
func (c *content) Verify(context.Context) error { return nil }

func (c *content) Close() error { return nil }

// Op names an operation on the file, for errors.
func (c *content) Op(verb string) string { return c.share.op(verb, c.obj.Name) }

// sparseContent reads a file and asks only for its filled ranges.
type sparseContent struct {
	*content
	sparse *azure.SparseReader
}

// ReadRange implements storage.Content.
func (c *sparseContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	return c.sparse.ReadRange(ctx, p, off)
}

// FilledRanges implements azure.Sparse with List Ranges.
func (c *content) FilledRanges(ctx context.Context, part azure.Range) ([]azure.Range, error) {
	op := c.Op("ask for the ranges of")
	part.End = min(part.End, c.obj.Size)
	resp, err := c.client.GetRangeList(ctx, &file.GetRangeListOptions{Range: file.HTTPRange{Offset: part.Start, Count: part.End - part.Start}})
	if err != nil {
		return nil, azure.SourceChanged(azure.Classify(op, err))
	}
	if err := c.unchanged(resp.ETag); err != nil {
		return nil, azure.SourceChanged(err)
	}
	list := azure.RangeList{Size: c.obj.Size}
	for _, r := range resp.Ranges {
		if err := addRange(&list, r); err != nil {
			return nil, storage.Errorf(op, storage.Other, "%w", err)
		}
	}
	return list.Filled, nil
}

func addRange(list *azure.RangeList, r *file.ShareFileRange) error {
	if r == nil || r.Start == nil || r.End == nil {
		return errors.New("the service's answer has a range without a start or an end")
	}
	if end := list.End(); !list.Add(*r.Start, min(*r.End, list.Size-1)) {
		return fmt.Errorf("the service's answer has the range %d-%d, which is not one of this file after byte %d", *r.Start, *r.End, end)
	}
	return nil
}
