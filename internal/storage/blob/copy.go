package blob

import (
	"context"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

var _ storage.Copier = (*Container)(nil)

// StartCopy starts a copy by the service (Copy Blob), which keeps the type, properties and metadata of the source. Within an
// account it is usually complete when the service answers.
//
// It replaces only what was seen: nothing at first, and then the blob that is there. Otherwise a repeated request that is
// carried out late would copy again over a complete blob, and over what others have written since.
func (c *Container) StartCopy(ctx context.Context, obj storage.Object, link storage.Secret) (storage.CopyStatus, error) {
	seen, conditions := "", ifSeen("")
	for look := 1; ; look++ {
		resp, err := c.copyFrom(ctx, obj, link, conditions)
		if err == nil {
			return c.started(ctx, obj, resp)
		}
		pending := bloberror.HasCode(err, bloberror.PendingCopyOperation)
		if !pending && !isConditionNotMet(err) || look == maxLooks {
			return storage.CopyStatus{}, c.notStarted(obj, link, err, pending)
		}
		there, looking := c.copied(ctx, obj.Name)
		switch kind := storage.KindOf(looking); {
		case kind == storage.Denied && !pending: // the caller may not look, so there can be no condition
			conditions, ctx = nil, azure.Once(ctx)
			continue
		case looking != nil && kind != storage.NotFound, there.IsPending() && !there.IsFrom(link):
			return storage.CopyStatus{}, c.notStarted(obj, link, err, pending || there.IsPending())
		case there.IsPending():
			return c.statusOf(obj, there, there.ID)
		case look > 1 && bloberror.HasCode(err, bloberror.ConditionNotMet) && there.ETag == seen:
			// What was seen is there, so the condition on the source did not hold. At first nothing was seen, and what was
			// in the way may be gone by now.
			return storage.CopyStatus{}, c.notStarted(obj, link, err, false)
		}
		seen = there.ETag
		conditions = ifSeen(seen)
	}
}

func (c *Container) copyFrom(
	ctx context.Context, obj storage.Object, link storage.Secret, conditions *sdkblob.AccessConditions,
) (sdkblob.StartCopyFromURLResponse, error) {
	options := &sdkblob.StartCopyFromURLOptions{AccessConditions: conditions}
	if obj.Snapshot == "" { // a snapshot can't change
		options.SourceModifiedAccessConditions = &sdkblob.SourceModifiedAccessConditions{SourceIfMatch: azure.Optional(azcore.ETag(obj.ETag))}
	}
	return c.client.NewBlobClient(c.fullName(obj.Name)).StartCopyFromURL(ctx, link.Reveal(), options)
}

// started checks a copy that was complete at once. With a SAS that permits only writing it can't look, and relies on the
// service, which has answered that it copied the blob of this ETag.
func (c *Container) started(ctx context.Context, obj storage.Object, resp sdkblob.StartCopyFromURLResponse) (storage.CopyStatus, error) {
	status := storage.CopyStatus{ID: azure.Value(resp.CopyID)}
	if azure.Value(resp.CopyStatus) != sdkblob.CopyStatusTypeSuccess {
		return status, nil
	}
	looked, err := c.CopyStatus(ctx, obj, status.ID)
	return azure.CompleteCopy(status.ID, obj.Size, looked, err)
}

// CopyStatus asks for the blob's properties (Get Blob Properties), which describe the last copy to it. The blob may appear a
// little later: until then the error is of kind NotFound.
func (c *Container) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	there, err := c.copied(ctx, obj.Name)
	if err != nil {
		return storage.CopyStatus{}, err
	}
	return c.statusOf(obj, there, id)
}

func (c *Container) statusOf(obj storage.Object, there azure.Copied, id string) (storage.CopyStatus, error) {
	return there.CopyStatus(c.op("copy to", obj.Name), c.location.Join(obj.Name), obj, id)
}

// Copied checks what the service says about the last copy to the blob (Get Blob Properties).
func (c *Container) Copied(ctx context.Context, obj storage.Object, link storage.Secret) (bool, error) {
	there, err := c.copied(ctx, obj.Name)
	if err != nil {
		return false, err
	}
	return there.IsFrom(link) && there.IsOf(obj), nil
}

// copied looks at the blob that a copy has made, or is making.
func (c *Container) copied(ctx context.Context, name string) (azure.Copied, error) {
	resp, err := c.properties(ctx, "look at the copy", name)
	return azure.Copied{
		ETag: string(azure.Value(resp.ETag)), Size: azure.Value(resp.ContentLength), MD5: resp.ContentMD5, Modified: azure.Value(resp.LastModified),
		ID: azure.Value(resp.CopyID), Status: string(azure.Value(resp.CopyStatus)), Reason: azure.Value(resp.CopyStatusDescription),
		Source: azure.Value(resp.CopySource), Progress: azure.Value(resp.CopyProgress), Completed: azure.Value(resp.CopyCompletionTime),
	}, err
}

// notStarted classifies the service's refusal to start a copy; pending is whether another one is under way.
func (c *Container) notStarted(obj storage.Object, link storage.Secret, err error, pending bool) error {
	return azure.CopyNotStarted(writeError(c.op("start the copy to", obj.Name), err), link, "blob", pending)
}
