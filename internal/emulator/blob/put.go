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

// The types of blobs.
const (
	blockBlob  = "BlockBlob"
	pageBlob   = "PageBlob"
	appendBlob = "AppendBlob"
)

const (
	mebibyte           = 1 << 20
	maxBlockBlob       = 50_000 * 4000 * mebibyte // bytes
	defaultContentType = "application/octet-stream"
	copySource         = "x-ms-copy-source"
)

// putBlob is Put Blob: https://learn.microsoft.com/rest/api/storageservices/put-blob. It replaces a blob of any type.
func (s *Service) putBlob(w http.ResponseWriter, r *service.Request) error {
	const name = "x-ms-blob-type"
	switch value := r.Header(name); value {
	case blockBlob:
		return s.putBlockBlob(w, r)
	case pageBlob:
		return s.putPageBlob(w, r)
	case appendBlob:
		return s.putAppendBlob(w, r)
	case "":
		return rest.MissingHeader(name)
	default:
		return rest.BadHeader(name, value)
	}
}

func (s *Service) putBlockBlob(w http.ResponseWriter, r *service.Request) error {
	b, g, err := s.newBlob(r, blockBlob)
	if err != nil {
		return err
	}
	body, err := s.contents.Receive(r, maxPutBlob(r.Version), true)
	if err != nil {
		return err
	}
	if sent := b.Properties.ContentMD5; sent != nil && string(sent) != string(body.MD5) {
		s.contents.Discard(body)
		return rest.Mismatch(rest.MD5Mismatch, sent, body.MD5)
	}
	b.Size, b.Properties.ContentMD5 = body.Size, body.MD5
	err = s.update(func(tx *change) error { return tx.replace(g, &b, body.Segments()) })
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	writeCreated(w, b)
	return nil
}

// putPageBlob creates a page blob, which is all holes.
func (s *Service) putPageBlob(w http.ResponseWriter, r *service.Request) error {
	b, g, err := s.newEmpty(r, pageBlob)
	if err != nil {
		return err
	}
	const name = "x-ms-blob-content-length"
	if r.Header(name) == "" {
		return rest.MissingHeader(name)
	}
	if b.Size, err = parsePageBlobSize(r.HTTP.Header); err != nil {
		return err
	}
	if b.Sequence, err = parseSequence(r.HTTP.Header); err != nil {
		return err
	}
	if err := s.update(func(tx *change) error { return tx.replace(g, &b, nil) }); err != nil {
		return err
	}
	writeCreated(w, b)
	return nil
}

// newEmpty is newBlob for a type that Put Blob creates without content.
func (s *Service) newEmpty(r *service.Request, kind string) (blob, guard, error) {
	b, g, err := s.newBlob(r, kind)
	if err == nil {
		err = checkNoBody(r)
	}
	return b, g, err
}

func checkNoBody(r *service.Request) error {
	if n := r.HTTP.ContentLength; n != 0 {
		return rest.BadHeader("Content-Length", strconv.FormatInt(n, 10))
	}
	return nil
}

// newBlob returns the blob that the headers of a request describe, without its content, and what guards the one that
// it is to replace.
func (s *Service) newBlob(r *service.Request, kind string) (blob, guard, error) {
	h := r.HTTP.Header
	g, metadata, err := newGuardAndMetadata(r)
	if err != nil {
		return blob{}, g, err
	}
	b := blob{State: s.clock.State(r.Now, metadata), Created: r.Now, Type: kind}
	b.Properties, err = parseProperties(h)
	if r.Query.Get("comp") == "" { // else the headers of HTTP are about the document that is sent
		b.Properties = b.Properties.OrElse(resource.Properties{
			ContentType: h.Get("Content-Type"), ContentEncoding: h.Get("Content-Encoding"),
			ContentLanguage: h.Get("Content-Language"), CacheControl: h.Get("Cache-Control"),
		})
	}
	b.Properties = b.Properties.OrElse(resource.Properties{ContentType: defaultContentType})
	return b, g, err
}

// replace makes b, with these runs, the blob of the guarded request in place of any previous one, which must be of the
// same type.
func (c *change) replace(g guard, b *blob, segments []content.Segment) error {
	old, err := g.replace(c)
	if err != nil {
		return err
	}
	if old.Type != "" && old.Type != b.Type {
		return rest.New(codeInvalidBlobType)
	}
	if b.Content, err = c.New(segments); err != nil {
		return err
	}
	return c.supersede(g, old, b)
}

// supersede puts b, whose content is stored already, in place of the old blob.
func (c *change) supersede(g guard, old blob, b *blob) error {
	if err := c.Drop(old.Content); err != nil {
		return err
	}
	b.Lease = old.Lease
	r := g.request
	if err := c.dropStaged(r.Account, r.Container, r.Object); err != nil {
		return err
	}
	return index.Write(c, blobKey(r.Account, r.Container, r.Object), b)
}

func writeCreated(w http.ResponseWriter, b blob) {
	b.Write(w.Header())
	w.Header().Set("x-ms-request-server-encrypted", "true")
	w.WriteHeader(http.StatusCreated)
}

// maxPutBlob returns the most bytes that Put Blob takes.
func maxPutBlob(v rest.Version) int64 {
	switch {
	case v >= rest.V20191212:
		return 5000 * mebibyte
	case v >= rest.V20160531:
		return 256 * mebibyte
	}
	return 64 * mebibyte
}

// maxBlock returns the most bytes that Put Block takes.
func maxBlock(v rest.Version) int64 {
	switch {
	case v >= rest.V20191212:
		return 4000 * mebibyte
	case v >= rest.V20160531:
		return 100 * mebibyte
	}
	return 4 * mebibyte
}
