// Package blob is the driver for Azure Blob storage: the REST operations on blobs, in the vocabulary of package
// storage.
package blob

import (
	"context"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// Container is a blob container, or a virtual directory in it, as both ends of a copy.
type Container struct {
	location storage.Location // without the SAS, which must not be printed
	client   *container.Client
	retry    azure.RetryOptions
	// credential authorizes links; the client has its own.
	credential azure.Credential
	blockSize  int64 // the least, in bytes: see WithBlockSize
	mayGrow    bool  // see WithGrowth
}

var (
	_ storage.Source      = (*Container)(nil)
	_ storage.Destination = (*Container)(nil)
	_ storage.Lister      = (*Container)(nil)
)

// New returns the container of an endpoint. It sends nothing.
func New(e azure.Endpoint) (*Container, error) {
	client, err := newClient(e)
	if err != nil {
		return nil, azure.Classify("connect to "+e.At.String(), err)
	}
	e.At.SAS = ""
	return &Container{location: e.At, client: client, retry: e.Retry, credential: e.Credential}, nil
}

func newClient(e azure.Endpoint) (*container.Client, error) {
	options := &container.ClientOptions{ClientOptions: e.ClientOptions()}
	options.PerCallPolicies = append([]policy.Policy{listPolicy{}, snapshotPolicy{}, checksumPolicy{}}, options.PerCallPolicies...)
	account, key, signed := e.Credential.SharedKey()
	if !signed {
		return container.NewClientWithNoCredential(e.ContainerURL(), options)
	}
	credential, err := container.NewSharedKeyCredential(account, key.Reveal())
	if err != nil {
		return nil, err
	}
	return container.NewClientWithSharedKeyCredential(e.ContainerURL(), credential, options)
}

// Prepare creates the container (Create Container). It is not an error when the service refuses because the container
// exists, or because a SAS may not create one: the first blob shows whether it may write. A key that is refused is refused
// for everything, and without any credential nothing can be written.
func (c *Container) Prepare(ctx context.Context) error {
	_, err := c.client.Create(ctx, nil)
	if bloberror.HasCode(err, bloberror.ContainerAlreadyExists) {
		return nil
	}
	err = azure.Classify("create the container "+c.location.Container, err)
	if _, signed := c.credential.SAS(); signed && storage.KindOf(err) == storage.Denied {
		return nil
	}
	return err
}

// Stat asks for the properties of the blob (Get Blob Properties); an impossible name is not found. The names of metadata are
// in lower case.
func (c *Container) Stat(ctx context.Context, name string) (storage.Object, error) {
	resp, err := c.properties(ctx, "look for", name)
	if err != nil {
		return storage.Object{}, azure.Absent(name, err)
	}
	obj := storage.Object{
		Name: name, Size: *resp.ContentLength, ModTime: resp.LastModified.UTC(), ETag: string(*resp.ETag),
		Incomplete: strings.HasPrefix(azure.Value(resp.ContentType), incomplete+";") || azure.Value(resp.CopyStatus) == sdkblob.CopyStatusTypePending,
		Props: storage.Properties{
			BlobType:           storage.BlobType(*resp.BlobType),
			ContentType:        azure.Value(resp.ContentType),
			ContentEncoding:    azure.Value(resp.ContentEncoding),
			ContentLanguage:    azure.Value(resp.ContentLanguage),
			ContentDisposition: azure.Value(resp.ContentDisposition),
			CacheControl:       azure.Value(resp.CacheControl),
			ContentMD5:         resp.ContentMD5,
			SequenceNumber:     azure.Value(resp.BlobSequenceNumber),
			Metadata:           azure.Metadata(resp.Metadata),
		},
	}
	if c.mayGrowWhileRead(obj) {
		obj.Created = azure.Value(resp.CreationTime).UTC()
	}
	return obj, nil
}

// fullName returns the blob's name in the container.
func (c *Container) fullName(name string) string { return c.location.Prefix() + name }

// op names an operation on a blob, for errors.
func (c *Container) op(verb, name string) string { return verb + " " + c.location.Join(name) }
