package blob

import (
	"strings"

	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"golang.org/x/net/http/httpguts"
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

// hasHeaders reports whether a blob has the properties that headers sends, but for the MD5.
func hasHeaders(is, want storage.Properties) bool {
	h := headers(want)
	return is.ContentType == value(h.BlobContentType) && is.ContentEncoding == want.ContentEncoding &&
		is.ContentLanguage == want.ContentLanguage && is.ContentDisposition == want.ContentDisposition &&
		is.CacheControl == want.CacheControl
}

// checkProperties returns an error that names the property which no request can carry, before anything is sent.
func checkProperties(op string, p storage.Properties) error {
	for _, h := range []struct{ name, value string }{
		{"content type", p.ContentType}, {"content encoding", p.ContentEncoding}, {"content language", p.ContentLanguage},
		{"content disposition", p.ContentDisposition}, {"cache control", p.CacheControl},
	} {
		if !httpguts.ValidHeaderFieldValue(h.value) {
			return unsendable(op, "the "+h.name, h.value)
		}
	}
	for name, v := range p.Metadata {
		if !httpguts.ValidHeaderFieldName(name) {
			return storage.Errorf(op, storage.Other, "the metadata name %q can't be sent to a blob: it may have the letters a to z, "+
				"digits and _; rename it at the source", name)
		}
		if !httpguts.ValidHeaderFieldValue(v) {
			return unsendable(op, "the metadata "+name, v)
		}
	}
	return nil
}

func unsendable(op, what, value string) error {
	return storage.Errorf(op, storage.Other, "%s, %q, contains a control character, such as a line break, and can't be sent; change it at the source", what, value)
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
