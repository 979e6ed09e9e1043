package blob

import (
	"encoding/base64"
	"net/http"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// parseProperties reads the headers x-ms-blob-content-type and its like.
func parseProperties(h http.Header) (properties, error) {
	md5, err := parseMD5(h, "x-ms-blob-content-md5")
	return properties{
		ContentType:        h.Get("x-ms-blob-content-type"),
		ContentEncoding:    h.Get("x-ms-blob-content-encoding"),
		ContentLanguage:    h.Get("x-ms-blob-content-language"),
		ContentDisposition: h.Get("x-ms-blob-content-disposition"),
		CacheControl:       h.Get("x-ms-blob-cache-control"),
		ContentMD5:         md5,
	}, err
}

// write sets the headers in which an answer has the properties.
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
// one property is given, those that are not are cleared.
func (s *Service) setProperties(w http.ResponseWriter, r *service.Request) error {
	p, err := parseProperties(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeBlob(w, r, func(b *blob) { b.Properties = p })
}

// setMetadata is Set Blob Metadata: https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata.
func (s *Service) setMetadata(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeBlob(w, r, func(b *blob) { b.Metadata = metadata })
}

// changeBlob changes the record of the request's blob and answers with its new state.
func (s *Service) changeBlob(w http.ResponseWriter, r *service.Request, apply func(*blob)) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	var b blob
	err = s.update(func(tx *change) error {
		if b, err = readBlob(tx, r); err != nil {
			return err
		}
		if err := conditions.CheckWrite(b.ETag, b.Modified); err != nil {
			return err
		}
		b.state = s.newState(r.Now, b.Metadata)
		apply(&b)
		return put(tx, blobKey(r.Account, r.Container, r.Object), b)
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
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	var b blob
	err = s.index.View(func(tx index.Reader) error {
		b, err = readBlob(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := conditions.CheckRead(b.ETag, b.Modified); err != nil {
		return err
	}
	b.write(w.Header())
	b.Metadata.Write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}

// deleteBlob is Delete Blob: https://learn.microsoft.com/rest/api/storageservices/delete-blob.
func (s *Service) deleteBlob(w http.ResponseWriter, r *service.Request) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	err = s.update(func(tx *change) error {
		b, err := readBlob(tx, r)
		if err != nil {
			return err
		}
		if err := conditions.CheckWrite(b.ETag, b.Modified); err != nil {
			return err
		}
		tx.Delete(blobKey(r.Account, r.Container, r.Object))
		if err := tx.dropContent(b.Content); err != nil {
			return err
		}
		return tx.dropStaged(r.Account, r.Container, r.Object)
	})
	if err != nil {
		return err
	}
	w.Header().Set("x-ms-delete-type-permanent", "true")
	w.WriteHeader(http.StatusAccepted)
	return nil
}
