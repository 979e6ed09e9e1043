package blob

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// parseProperties reads x-ms-blob-content-type and the other headers of its kind.
func parseProperties(h http.Header) (properties, error) {
	md5, err := content.ParseMD5(h, "x-ms-blob-content-md5")
	return properties{
		ContentType:        h.Get("x-ms-blob-content-type"),
		ContentEncoding:    h.Get("x-ms-blob-content-encoding"),
		ContentLanguage:    h.Get("x-ms-blob-content-language"),
		ContentDisposition: h.Get("x-ms-blob-content-disposition"),
		CacheControl:       h.Get("x-ms-blob-cache-control"),
		ContentMD5:         md5,
	}, err
}

// isZero reports whether none is set.
func (p properties) isZero() bool {
	return p.ContentMD5 == nil && p.ContentType+p.ContentEncoding+p.ContentLanguage+p.ContentDisposition+p.CacheControl == ""
}

// orElse returns the properties with those that are not set taken from others.
func (p properties) orElse(others properties) properties {
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

// write sets the headers of an answer that carry the properties.
func (p properties) write(h http.Header) {
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

// setProperties is Set Blob Properties: https://learn.microsoft.com/rest/api/storageservices/set-blob-properties. When
// one property is given, those that are not are cleared. All are kept when only the size or the sequence number of a
// page blob is given.
func (s *Service) setProperties(w http.ResponseWriter, r *service.Request) error {
	p, err := parseProperties(r.HTTP.Header)
	if err != nil {
		return err
	}
	resizing, err := parseResizing(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeBlob(w, r, func(tx *change, b *blob) error {
		if !resizing.asked || !p.isZero() {
			b.Properties = p
		}
		b.Copy = nil
		if err := tx.resize(b, resizing); err != nil || b.Type != pageBlob {
			return err
		}
		w.Header().Set("x-ms-blob-sequence-number", strconv.FormatInt(b.Sequence, 10))
		return nil
	})
}

// setMetadata is Set Blob Metadata: https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata.
func (s *Service) setMetadata(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeBlob(w, r, func(_ *change, b *blob) error {
		b.Metadata = metadata
		return nil
	})
}

// changeBlob changes the record of the request's blob and answers with its new state.
func (s *Service) changeBlob(w http.ResponseWriter, r *service.Request, apply func(*change, *blob) error) error {
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	var b blob
	err = s.update(func(tx *change) error {
		if b, err = g.change(tx); err != nil {
			return err
		}
		b.state = s.newState(r.Now, b.Metadata)
		if err := apply(tx, &b); err != nil {
			return err
		}
		return index.Write(tx, blobKey(r.Account, r.Container, r.Object), b)
	})
	if err != nil {
		return err
	}
	b.write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}

// getMetadata is Get Blob Metadata: https://learn.microsoft.com/rest/api/storageservices/get-blob-metadata.
func (s *Service) getMetadata(w http.ResponseWriter, r *service.Request) error {
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	var b blob
	err = s.index.View(func(tx index.Reader) error {
		b, err = g.read(tx)
		return err
	})
	if err != nil {
		return err
	}
	b.write(w.Header())
	b.Metadata.Write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}
