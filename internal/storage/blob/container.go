// Package blob is the driver for Azure Blob storage: the REST operations on blobs, in the words of package storage.
package blob

import (
	"context"
	"fmt"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// Container is a blob container, or a virtual directory in it, as both ends of a copy.
type Container struct {
	location storage.Location
	client   *container.Client
}

var (
	_ storage.Source      = (*Container)(nil)
	_ storage.Destination = (*Container)(nil)
	_ storage.Putter      = (*Container)(nil)
)

// New returns the container of an endpoint. It sends nothing.
func New(e azure.Endpoint) (*Container, error) {
	client, err := newClient(e)
	if err != nil {
		return nil, azure.Classify("connect to "+e.At.String(), err)
	}
	return &Container{location: e.At, client: client}, nil
}

func newClient(e azure.Endpoint) (*container.Client, error) {
	options := &container.ClientOptions{ClientOptions: e.ClientOptions()}
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

// Prepare creates the container (Create Container). The service's refusal is no error when the container exists, or
// when the credential may not create one: whether it may write, the first blob tells.
func (c *Container) Prepare(ctx context.Context) error {
	_, err := c.client.Create(ctx, nil)
	op := "create the container " + c.location.Container
	if bloberror.HasCode(err, bloberror.ContainerAlreadyExists) {
		return nil
	}
	err = azure.Classify(op, err)
	if storage.KindOf(err) == storage.Denied {
		return nil
	}
	return err
}

// Stat asks for the blob's properties (Get Blob Properties).
func (c *Container) Stat(ctx context.Context, name string) (storage.Object, error) {
	resp, err := c.client.NewBlobClient(c.fullName(name)).GetProperties(ctx, nil)
	if err != nil {
		return storage.Object{}, azure.Classify("look for "+c.location.Join(name), err)
	}
	return storage.Object{
		Name: name, Size: value(resp.ContentLength), ModTime: value(resp.LastModified), ETag: string(value(resp.ETag)),
		Props: storage.Properties{
			BlobType:           storage.BlobType(value(resp.BlobType)),
			ContentType:        value(resp.ContentType),
			ContentEncoding:    value(resp.ContentEncoding),
			ContentLanguage:    value(resp.ContentLanguage),
			ContentDisposition: value(resp.ContentDisposition),
			CacheControl:       value(resp.CacheControl),
			ContentMD5:         resp.ContentMD5,
			Metadata:           metadata(resp.Metadata),
		},
	}, nil
}

// fullName returns the blob's name in the container.
func (c *Container) fullName(name string) string { return c.location.Prefix() + name }

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func metadata(m map[string]*string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	plain := make(map[string]string, len(m))
	for name, v := range m {
		plain[name] = value(v)
	}
	return plain
}

func sdkMetadata(m map[string]string) map[string]*string {
	pointers := make(map[string]*string, len(m))
	for name, v := range m {
		pointers[name] = &v
	}
	return pointers
}

// defaultContentType is what a blob is that nobody said anything of.
const defaultContentType = "application/octet-stream"

func headers(p storage.Properties) *sdkblob.HTTPHeaders {
	contentType := p.ContentType
	if contentType == "" {
		contentType = defaultContentType
	}
	return &sdkblob.HTTPHeaders{
		BlobContentType:        &contentType,
		BlobContentEncoding:    optional(p.ContentEncoding),
		BlobContentLanguage:    optional(p.ContentLanguage),
		BlobContentDisposition: optional(p.ContentDisposition),
		BlobCacheControl:       optional(p.CacheControl),
		BlobContentMD5:         p.ContentMD5,
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return to.Ptr(s)
}

func (c *Container) op(verb, name string) string {
	return fmt.Sprintf("%s %s", verb, c.location.Join(name))
}
