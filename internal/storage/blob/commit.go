package blob

import (
	"bytes"
	"context"
	"maps"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// Commit stores the properties, including the MD5, in place of the mark (Set Blob Properties). Metadata are already stored,
// unless they differ from those of the object. A blob that no longer has the mark is another writer's: its content is not
// what was written.
func (w *inPlace) Commit(ctx context.Context, p storage.Properties) error {
	return w.commit(ctx, p, nil)
}

// commit is Commit with a change before the mark is removed, or none.
func (w *inPlace) commit(ctx context.Context, p storage.Properties, first *change) error {
	etag, err := w.complete(ctx)
	if err != nil {
		return err
	}
	for _, c := range []*change{w.metadata(p), first, w.properties(p)} {
		if c == nil {
			continue
		}
		if etag, err = w.apply(ctx, *c, etag); err != nil {
			return err
		}
	}
	return nil
}

// complete returns the ETag of the blob that has been written. For a caller that may only write it is empty where the
// requests that wrote did not return it.
func (w *inPlace) complete(ctx context.Context) (string, error) {
	if w.etag != "" {
		return w.etag, nil
	}
	op := w.container.op("set the properties of", w.obj.Name)
	there, ours, err := w.find(ctx)
	switch {
	case storage.KindOf(err) == storage.Denied:
		return "", nil
	case err != nil:
		return "", err
	case !ours:
		return "", replaced(op)
	case there.Size != w.obj.Size:
		return "", storage.Errorf(op, storage.Other, "the blob has %d bytes instead of %d; another program writes to it", there.Size, w.obj.Size)
	}
	return there.ETag, nil
}

// change is a request that changes a blob's properties.
type change struct {
	op   string
	send func(ctx context.Context, conditions *sdkblob.AccessConditions) (*azcore.ETag, error)
	// done reports whether the blob is as the request leaves it.
	done func(there storage.Object) bool
}

// apply sends a change on condition of the ETag that was seen, and returns the ETag after it. Where the condition did not
// hold, the blob shows why: the change was made, and the answer was lost; or a request of this writer arrived late, and the
// change must still be made; or the blob is another writer's.
func (w *inPlace) apply(ctx context.Context, c change, etag string) (string, error) {
	for look := 1; ; look++ {
		changed, err := c.send(ctx, ifMatch(etag))
		if !isConditionNotMet(err) {
			return string(azure.Value(changed)), azure.Classify(c.op, err)
		}
		there, ours, looking := w.find(ctx)
		switch {
		case storage.KindOf(looking) == storage.Denied:
			return "", azure.Classify(c.op, err)
		case looking != nil: // which says nothing about the blob
			return "", looking
		case c.done(there):
			return there.ETag, nil
		case !ours || look == maxLooks:
			return "", replaced(c.op)
		}
		etag = there.ETag
	}
}

// metadata returns the change to the metadata (Set Blob Metadata), or nil when the blob was created with the right ones.
func (w *inPlace) metadata(p storage.Properties) *change {
	if maps.Equal(p.Metadata, w.obj.Props.Metadata) {
		return nil
	}
	return &change{
		op: w.container.op("set the metadata of", w.obj.Name),
		send: func(ctx context.Context, conditions *sdkblob.AccessConditions) (*azcore.ETag, error) {
			resp, err := w.client.SetMetadata(ctx, azure.SDKMetadata(p.Metadata), &sdkblob.SetMetadataOptions{AccessConditions: conditions})
			return resp.ETag, err
		},
		done: func(there storage.Object) bool {
			return w.isOurs(there) && maps.Equal(there.Props.Metadata, azure.Metadata(azure.SDKMetadata(p.Metadata)))
		},
	}
}

// properties returns the change that removes the mark (Set Blob Properties). Without the mark, the MD5 distinguishes the
// blob that this writer has completed from that of another one with the same properties.
func (w *inPlace) properties(p storage.Properties) *change {
	return &change{
		op: w.container.op("set the properties of", w.obj.Name),
		send: func(ctx context.Context, conditions *sdkblob.AccessConditions) (*azcore.ETag, error) {
			resp, err := w.client.SetHTTPHeaders(ctx, *headers(p), &sdkblob.SetHTTPHeadersOptions{AccessConditions: conditions})
			return resp.ETag, err
		},
		done: func(there storage.Object) bool {
			is := there.Props
			return there.Size == w.obj.Size && is.BlobType == w.obj.Props.BlobType && hasHeaders(is, p) &&
				len(p.ContentMD5) > 0 && bytes.Equal(is.ContentMD5, p.ContentMD5)
		},
	}
}
