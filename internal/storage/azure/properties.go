package azure

import (
	"golang.org/x/net/http/httpguts"

	"azcopy/internal/storage"
)

// CheckProperties returns an error that names a property that no request can carry, before anything is sent. kind is what
// the properties are for, such as "a blob".
func CheckProperties(op, kind string, p storage.Properties) error {
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
			return storage.Errorf(op, storage.Other, "the metadata name %q can't be sent to %s: it may only have the letters a to z, "+
				"digits and _; rename it at the source", name, kind)
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
