package blob

import (
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// defaultContentType is the content type of a blob for which none is given.
const defaultContentType = "application/octet-stream"

func headers(p storage.Properties) *sdkblob.HTTPHeaders {
	contentType := p.ContentType
	if contentType == "" {
		contentType = defaultContentType
	}
	return &sdkblob.HTTPHeaders{
		BlobContentType:        &contentType,
		BlobContentEncoding:    azure.Optional(p.ContentEncoding),
		BlobContentLanguage:    azure.Optional(p.ContentLanguage),
		BlobContentDisposition: azure.Optional(p.ContentDisposition),
		BlobCacheControl:       azure.Optional(p.CacheControl),
		BlobContentMD5:         p.ContentMD5,
	}
}

// hasHeaders reports whether a blob has the properties that headers sends, except the MD5.
func hasHeaders(is, want storage.Properties) bool {
	h := headers(want)
	return is.ContentType == azure.Value(h.BlobContentType) && is.ContentEncoding == want.ContentEncoding &&
		is.ContentLanguage == want.ContentLanguage && is.ContentDisposition == want.ContentDisposition &&
		is.CacheControl == want.CacheControl
}
