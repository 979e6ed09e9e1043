package blob

import (
	"context"
	"iter"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// delimiter separates virtual directories.
const delimiter = "/"

// List lists the blobs (List Blobs), a page at a time, in the service's order, which is that of the names.
func (c *Container) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for pages := c.pages(q); pages.more(); {
			items, err := pages.next(ctx)
			if err != nil {
				yield(storage.Object{}, azure.Classify("list "+c.location.String(), err))
				return
			}
			for _, item := range items {
				obj := c.object(item)
				if q.After != "" && obj.Name <= q.After {
					continue
				}
				if !yield(obj, nil) {
					return
				}
			}
		}
	}
}

// pages is a listing, flat or of one virtual directory.
type pages struct {
	flat      *runtime.Pager[container.ListBlobsFlatResponse]
	hierarchy *runtime.Pager[container.ListBlobsHierarchyResponse]
}

func (c *Container) pages(q storage.Query) pages {
	prefix := optional(c.fullName(q.Prefix))
	include := container.ListBlobsInclude{Metadata: true}
	// A service that does not know startFrom lists from the beginning; what lies before is passed over either way.
	var from *string
	if q.After != "" {
		from = optional(c.fullName(q.After))
	}
	if q.Recursive {
		return pages{flat: c.client.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{
			Prefix: prefix, Include: include, StartFrom: from,
		})}
	}
	return pages{hierarchy: c.client.NewListBlobsHierarchyPager(delimiter, &container.ListBlobsHierarchyOptions{
		Prefix: prefix, Include: include, StartFrom: from,
	})}
}

func (p pages) more() bool {
	if p.flat != nil {
		return p.flat.More()
	}
	return p.hierarchy.More()
}

func (p pages) next(ctx context.Context) ([]*container.BlobItem, error) {
	if p.flat != nil {
		page, err := p.flat.NextPage(ctx)
		if err != nil || page.Segment == nil {
			return nil, err
		}
		return page.Segment.BlobItems, nil
	}
	page, err := p.hierarchy.NextPage(ctx)
	if err != nil || page.Segment == nil {
		return nil, err
	}
	return page.Segment.BlobItems, nil
}

func (c *Container) object(item *container.BlobItem) storage.Object {
	obj := storage.Object{
		Name:     strings.TrimPrefix(value(item.Name), c.location.Prefix()),
		Snapshot: value(item.Snapshot),
	}
	p := item.Properties
	if p == nil {
		return obj
	}
	obj.Size, obj.ModTime, obj.ETag = value(p.ContentLength), value(p.LastModified), quoted(string(value(p.ETag)))
	obj.Props = storage.Properties{
		BlobType:           storage.BlobType(value(p.BlobType)),
		ContentType:        value(p.ContentType),
		ContentEncoding:    value(p.ContentEncoding),
		ContentLanguage:    value(p.ContentLanguage),
		ContentDisposition: value(p.ContentDisposition),
		CacheControl:       value(p.CacheControl),
		ContentMD5:         p.ContentMD5,
		Metadata:           metadata(item.Metadata),
	}
	return obj
}

// quoted returns an ETag as headers have it; listings lack the quotes.
func quoted(etag string) string {
	if etag == "" || strings.HasPrefix(etag, `"`) {
		return etag
	}
	return `"` + etag + `"`
}
