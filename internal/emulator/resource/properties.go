package resource

import (
	"cmp"
	"encoding/base64"
	"net/http"
)

// Properties are the headers of HTTP with which a blob or a file is answered, as far as a client may set them. They are
// stored as JSON.
type Properties struct {
	ContentType        string
	ContentEncoding    string `json:",omitempty"`
	ContentLanguage    string `json:",omitempty"`
	ContentDisposition string `json:",omitempty"`
	CacheControl       string `json:",omitempty"`
	ContentMD5         []byte `json:",omitempty"`
}

// ParseProperties reads the properties but for the MD5, from headers whose names begin with a prefix: that of
// x-ms-blob-content-type is "x-ms-blob-".
func ParseProperties(h http.Header, prefix string) Properties {
	return Properties{
		ContentType:        h.Get(prefix + "content-type"),
		ContentEncoding:    h.Get(prefix + "content-encoding"),
		ContentLanguage:    h.Get(prefix + "content-language"),
		ContentDisposition: h.Get(prefix + "content-disposition"),
		CacheControl:       h.Get(prefix + "cache-control"),
	}
}

// IsZero reports whether none is set.
func (p Properties) IsZero() bool {
	return p.ContentMD5 == nil && p.ContentType+p.ContentEncoding+p.ContentLanguage+p.ContentDisposition+p.CacheControl == ""
}

// OrElse returns the properties with those that are not set taken from others.
func (p Properties) OrElse(others Properties) Properties {
	if p.ContentMD5 == nil {
		p.ContentMD5 = others.ContentMD5
	}
	p.ContentType = cmp.Or(p.ContentType, others.ContentType)
	p.ContentEncoding = cmp.Or(p.ContentEncoding, others.ContentEncoding)
	p.ContentLanguage = cmp.Or(p.ContentLanguage, others.ContentLanguage)
	p.ContentDisposition = cmp.Or(p.ContentDisposition, others.ContentDisposition)
	p.CacheControl = cmp.Or(p.CacheControl, others.CacheControl)
	return p
}

// Write sets the headers of an answer that carry the properties.
func (p Properties) Write(h http.Header) {
	for _, field := range []struct{ name, value string }{
		{"Content-Type", p.ContentType},
		{"Content-Encoding", p.ContentEncoding},
		{"Content-Language", p.ContentLanguage},
		{"Content-Disposition", p.ContentDisposition},
		{"Cache-Control", p.CacheControl},
		{"Content-MD5", base64.StdEncoding.EncodeToString(p.ContentMD5)},
	} {
		if field.value != "" {
			h.Set(field.name, field.value)
		}
	}
}
