package blob

import (
	"context"
	"net/url"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
)

var _ storage.Linker = (*Container)(nil)

// linkLife is how long a link made from the account's key is valid. A copy between accounts waits for spare capacity, and
// reads the source until it is complete.
const linkLife = 7 * 24 * time.Hour

// Link returns the blob's URL at the endpoint of the container. It is authorized by a SAS made from the account's key, for
// this blob only; or by the container's SAS, as it was given; or not at all.
func (c *Container) Link(_ context.Context, obj storage.Object) (storage.Secret, error) {
	var query []string
	if obj.Snapshot != "" {
		query = append(query, "snapshot="+url.QueryEscape(obj.Snapshot))
	}
	if given, ok := c.credential.SAS(); ok {
		query = append(query, given.Reveal())
	}
	if account, key, ok := c.credential.SharedKey(); ok {
		signed, err := c.readOnly(obj, account, key)
		if err != nil {
			return "", azure.Classify(c.op("make a SAS for", obj.Name), err)
		}
		query = append(query, signed)
	}
	link := c.client.NewBlobClient(c.fullName(obj.Name)).URL()
	if len(query) > 0 {
		link += "?" + strings.Join(query, "&")
	}
	return storage.Secret(link), nil
}

// readOnly returns a service SAS for reading the blob or the snapshot: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas. It has no start time, since a clock that is a
// little ahead would put that into the service's future.
func (c *Container) readOnly(obj storage.Object, account string, key storage.Secret) (string, error) {
	credential, err := sdkblob.NewSharedKeyCredential(account, key.Reveal())
	if err != nil {
		return "", err
	}
	values := sas.BlobSignatureValues{
		ContainerName: c.location.Container, BlobName: c.fullName(obj.Name),
		Permissions: "r", ExpiryTime: time.Now().UTC().Add(linkLife),
	}
	if obj.Snapshot != "" {
		if values.SnapshotTime, err = time.Parse(sdkblob.SnapshotTimeFormat, obj.Snapshot); err != nil {
			return "", storage.Errorf(c.op("make a SAS for", obj.Name), storage.Other, "%w", err)
		}
	}
	// The SDK signs '/' in place of '\', which some tools use in names of blobs. The SAS of a container signs no blob's
	// name.
	if strings.Contains(values.BlobName, `\`) {
		values.BlobName, values.SnapshotTime = "", time.Time{}
	}
	signed, err := values.SignWithSharedKey(credential)
	if err != nil {
		return "", err
	}
	return signed.Encode(), nil
}
