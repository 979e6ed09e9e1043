package blob

import (
	"strings"

	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// defaultContentType is the type of a blob for which none is given.
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

// metadataOf returns the metadata of a response's headers. The case of their names is lost on the way, so they are
// taken to be in lower case, as they mostly are; the service compares names without regard to case.
func metadataOf(m map[string]*string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	plain := make(map[string]string, len(m))
	for name, v := range m {
		plain[strings.ToLower(name)] = value(v)
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

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// optional returns nil for what is not set, so that it is not sent.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return to.Ptr(v)
}
