package blob

import (
	"context"
	"errors"
	"fmt"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

// pageContent reads a page blob and asks only for its filled pages.
type pageContent struct {
	*content
	sparse *azure.SparseReader
}

// ReadRange implements storage.Content.
func (c *pageContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	return c.sparse.ReadRange(ctx, p, off)
}

// FilledRanges implements azure.Sparse with Get Page Ranges, on condition that the blob is the one that was listed.
func (c *content) FilledRanges(ctx context.Context, part azure.Range) ([]azure.Range, error) {
	part.End = min(part.End, c.obj.Size)
	pager := c.container.client.NewPageBlobClient(c.container.fullName(c.obj.Name)).NewGetPageRangesPager(&pageblob.GetPageRangesOptions{
		Range: sdkblob.HTTPRange{Offset: part.Start, Count: part.End - part.Start}, AccessConditions: ifMatch(c.obj.ETag),
	})
	list := azure.RangeList{Size: c.obj.Size}
	var pages azure.Pages
	op := c.Op("ask for the page ranges of")
	for pager.More() {
		page, err := pager.NextPage(ofSnapshot(ctx, c.obj.Snapshot))
		if err != nil {
			return nil, azure.Classify(op, err)
		}
		for _, r := range page.PageRange {
			if err := addPages(&list, r); err != nil {
				return nil, storage.Errorf(op, storage.Other, "%w", err)
			}
		}
		if err := pages.Next(azure.Value(page.NextMarker), len(page.PageRange), time.Now()); err != nil {
			return nil, storage.Errorf(op, storage.Other, "%w", err)
		}
	}
	return list.Filled, nil
}

func addPages(list *azure.RangeList, r *pageblob.PageRange) error {
	if r == nil || r.Start == nil || r.End == nil {
		return errors.New("the service's answer has a range without a start or an end")
	}
	if end := list.End(); !list.Add(*r.Start, *r.End) {
		return fmt.Errorf("the service's answer has the range %d-%d, which is not made of pages of this blob after byte %d", *r.Start, *r.End, end)
	}
	return nil
}
