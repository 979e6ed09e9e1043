package blob

import (
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// maxCopyFromURL is the most bytes that Copy Blob From URL copies.
const maxCopyFromURL = 256 * mebibyte

// putBlockFromURL is Put Block From URL: https://learn.microsoft.com/rest/api/storageservices/put-block-from-url.
func (s *Service) putBlockFromURL(w http.ResponseWriter, r *service.Request) error {
	g, id, err := s.parseStage(r)
	if err != nil {
		return err
	}
	body, err := s.fetchPart(r, maxBlock(r.Version))
	if err != nil {
		return err
	}
	return s.stageBlock(w, g, id, body)
}

// appendBlockFromURL is Append Block From URL:
// https://learn.microsoft.com/rest/api/storageservices/append-block-from-url.
func (s *Service) appendBlockFromURL(w http.ResponseWriter, r *service.Request) error {
	a, err := newAppending(r)
	if err != nil {
		return err
	}
	if err := s.index.View(func(tx index.Reader) error { _, err := a.check(tx, -1); return err }); err != nil {
		return err
	}
	body, err := s.fetchPart(r, maxAppend(r.Version))
	if err != nil {
		return err
	}
	return s.append(w, a, body)
}

// putPageFromURL is Put Page From URL: https://learn.microsoft.com/rest/api/storageservices/put-page-from-url.
func (s *Service) putPageFromURL(w http.ResponseWriter, r *service.Request) error {
	p, err := newPageWrite(r)
	if err != nil {
		return err
	}
	if p.clear {
		return rest.BadHeader(pageWriteHeader, r.Header(pageWriteHeader))
	}
	if r.Header(sourceRange) == "" {
		return rest.MissingHeader(sourceRange)
	}
	if err := s.index.View(func(tx index.Reader) error { _, err := p.check(tx); return err }); err != nil {
		return err
	}
	body, err := s.fetchPart(r, maxPageUpdate)
	if err != nil {
		return err
	}
	if body.Size != p.Length {
		s.contents.Discard(body)
		return rest.BadHeader(sourceRange, r.Header(sourceRange))
	}
	return s.writePages(w, p, body)
}

// fetchPart fetches at least one and at most limit bytes, for a request without a body.
func (s *Service) fetchPart(r *service.Request, limit int64) (content.Body, error) {
	if err := checkNoBody(r); err != nil {
		return content.Body{}, err
	}
	f, err := s.findSource(r, limit, false)
	if err != nil {
		return content.Body{}, err
	}
	if f.asked.Length == 0 {
		return content.Body{}, rest.New(rest.InvalidInput)
	}
	return s.fetch(f)
}

// putBlobFromURL is Put Blob From URL: https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url. The
// properties that the request does not give are those of the source, unless it declines them.
func (s *Service) putBlobFromURL(w http.ResponseWriter, r *service.Request) error {
	if value := r.Header("x-ms-blob-type"); value != blockBlob {
		return rest.BadHeader("x-ms-blob-type", value)
	}
	b, g, err := s.newEmpty(r, blockBlob)
	if err != nil {
		return err
	}
	f, err := s.findSource(r, maxPutBlob(r.Version), true)
	if err != nil {
		return err
	}
	if b.Properties, err = parseProperties(r.HTTP.Header); err != nil {
		return err
	}
	if r.Header("x-ms-copy-source-blob-properties") != "false" {
		b.Properties = b.Properties.OrElse(f.original.Properties)
	}
	body, err := s.fetch(f)
	if err != nil {
		return err
	}
	b.Properties = b.Properties.OrElse(resource.Properties{ContentType: defaultContentType, ContentMD5: body.MD5})
	b.Size = body.Size
	if err := s.update(func(tx *change) error { return tx.replace(g, &b, body.Segments()) }); err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	writeCreated(w, b)
	return nil
}

// copyBlobFromURL is Copy Blob From URL: https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url. The
// copy is complete when it answers.
func (s *Service) copyBlobFromURL(w http.ResponseWriter, r *service.Request) error {
	g, metadata, err := newGuardAndMetadata(r)
	if err != nil {
		return err
	}
	f, err := s.findSource(r, maxCopyFromURL, false)
	if err != nil {
		return err
	}
	if f.original.Type != blockBlob {
		return rest.New(codeInvalidSourceBlobType)
	}
	if err := s.verify(f); err != nil {
		return err
	}
	var b blob
	err = s.update(func(tx *change) error {
		old, original, err := readPair(tx, g, f.source)
		if err != nil {
			return err
		}
		if original.ETag != f.original.ETag { // changed since it was verified
			return rest.New(codeSourceConditionNotMet)
		}
		b = s.copyOf(original, metadata, r.Now)
		b.Copy = &copystate.State{ID: service.NewID(), Source: f.request.Address(), Started: r.Now, Size: original.Size}
		tx.complete(&b, original, r.Now)
		return tx.supersede(g, old, &b)
	})
	if err != nil {
		return err
	}
	if sent := r.Header("x-ms-source-content-md5"); sent != "" {
		w.Header().Set("Content-MD5", sent)
	}
	writeCopy(w, b)
	return nil
}
