package blob

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

var _ storage.Copier = (*Container)(nil)

// maxLink is the length in bytes that the service permits for the URL of a copy's source.
const maxLink = 2 << 10

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
		case looking != nil && kind != storage.NotFound, there.isPending() && !there.isFrom(link):
			return storage.CopyStatus{}, c.notStarted(obj, link, err, pending || there.isPending())
		case there.isPending():
			return c.statusOf(obj, there)
		case look > 1 && bloberror.HasCode(err, bloberror.ConditionNotMet) && string(azure.Value(there.ETag)) == seen:
			// What was seen is there, so the condition on the source did not hold. At first nothing was seen, and what was
			// in the way may be gone by now.
			return storage.CopyStatus{}, c.notStarted(obj, link, err, false)
		}
		seen = string(azure.Value(there.ETag))
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
	verified, err := c.CopyStatus(ctx, obj, status.ID)
	switch storage.KindOf(err) {
	case storage.Denied:
		return storage.CopyStatus{ID: status.ID, Copied: obj.Size, Done: true}, nil
	case storage.NotFound:
		return status, nil
	}
	return verified, err
}

// CopyStatus asks for the blob's properties (Get Blob Properties), which describe the last copy to it. The blob may appear a
// little later: until then the error is of kind NotFound.
func (c *Container) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	there, err := c.copied(ctx, obj.Name)
	if err != nil {
		return storage.CopyStatus{}, err
	}
	if azure.Value(there.CopyID) != id {
		return storage.CopyStatus{}, storage.Errorf(c.op("copy to", obj.Name), storage.Other,
			"The local copy id is different from the one returned from the server.")
	}
	return c.statusOf(obj, there)
}

// Copied checks what the service says about the last copy to the blob (Get Blob Properties). Its times are in whole seconds,
// so the MD5 decides what happened within one.
func (c *Container) Copied(ctx context.Context, obj storage.Object, link storage.Secret) (bool, error) {
	there, err := c.copied(ctx, obj.Name)
	if err != nil {
		return false, err
	}
	return there.isFrom(link) && there.isComplete(obj) && there.isUnchanged() && there.isOf(obj), nil
}

// copied looks at the blob that a copy has made, or is making.
func (c *Container) copied(ctx context.Context, name string) (copied, error) {
	resp, err := c.properties(ctx, "look at the copy", name)
	return copied{resp}, err
}

func (c *Container) statusOf(obj storage.Object, there copied) (storage.CopyStatus, error) {
	status := storage.CopyStatus{ID: azure.Value(there.CopyID), Copied: azure.CopyProgress(azure.Value(there.CopyProgress), obj.Size)}
	switch state := azure.Value(there.CopyStatus); state {
	case sdkblob.CopyStatusTypePending:
		return status, nil
	case sdkblob.CopyStatusTypeSuccess:
		if size := azure.Value(there.ContentLength); size != obj.Size {
			return storage.CopyStatus{}, storage.Errorf(c.op("copy to", obj.Name), storage.Changed,
				"the copy has %d bytes, but the source had %d when it was listed", size, obj.Size)
		}
		status.Copied, status.Done = obj.Size, true
		return status, nil
	default:
		return storage.CopyStatus{}, c.failed(obj, there)
	}
}

// failed returns the error for the end of a copy, in AzCopy's traditional words and .NET's spelling of the states. The kind
// is Changed when the service found the source changed.
func (c *Container) failed(obj storage.Object, there copied) error {
	kind, description := storage.Other, azure.OneLine(azure.Value(there.CopyStatusDescription))
	if strings.HasPrefix(description, "412") {
		kind = storage.Changed
	}
	state := string(azure.Value(there.CopyStatus))
	if state != "" {
		state = strings.ToUpper(state[:1]) + state[1:]
	}
	return storage.Errorf(c.op("copy to", obj.Name), kind, `Failed to copy from "%s" to "%s". Copy status: %s; Description: %s.`,
		azure.ShownSource(azure.Value(there.CopySource)), c.location.Join(obj.Name), azure.OneLine(state), description)
}

// notStarted classifies the service's refusal to start a copy; pending is whether another one is under way.
func (c *Container) notStarted(obj storage.Object, link storage.Secret, err error, pending bool) error {
	err = writeError(c.op("start the copy to", obj.Name), err)
	refused, ok := errors.AsType[*storage.Error](err)
	switch {
	case !ok:
		return err
	case pending:
		return fmt.Errorf("%w Another copy to this blob is under way; wait until it ends, or abort it", err)
	case refused.Status == http.StatusBadRequest && len(link) > maxLink:
		return fmt.Errorf("%w The URL of the source has %d bytes, its SAS included, and the service accepts %d; /SyncCopy needs no URL",
			err, len(link), maxLink)
	case refused.Kind == storage.Changed:
		return azure.SourceChanged(err)
	}
	return err
}
