package blob

import (
	"net/http"
	"strconv"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// parseProperties reads x-ms-blob-content-type and the other headers of its kind.
func parseProperties(h http.Header) (p resource.Properties, err error) {
	p = resource.ParseProperties(h, "x-ms-blob-")
	p.ContentMD5, err = content.ParseMD5(h, "x-ms-blob-content-md5")
	return p, err
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
		if !resizing.asked || !p.IsZero() {
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
		b.State = s.clock.State(r.Now, b.Metadata)
		if err := apply(tx, &b); err != nil {
			return err
		}
		return index.Write(tx, blobKey(r.Account, r.Container, r.Object), b)
	})
	if err != nil {
		return err
	}
	b.Write(w.Header())
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
	b.Write(w.Header())
	b.Metadata.Write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}
