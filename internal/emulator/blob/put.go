package blob

import (
	"encoding/base64"
	"net/http"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	blockBlob          = "BlockBlob"
	defaultContentType = "application/octet-stream"
)

// putBlob is Put Blob: https://learn.microsoft.com/rest/api/storageservices/put-blob.
func (s *Service) putBlob(w http.ResponseWriter, r *service.Request) error {
	if err := checkType(r); err != nil {
		return err
	}
	b, conditions, err := s.newBlob(r)
	if err != nil {
		return err
	}
	body, err := s.receive(r, maxPutBlob(r.Version), true)
	if err != nil {
		return err
	}
	if sent := b.Properties.ContentMD5; sent != nil && string(sent) != string(body.md5) {
		s.discard(body)
		return mismatch(rest.MD5Mismatch, sent, body.md5)
	}
	b.Size, b.Properties.ContentMD5 = body.size, body.md5
	err = s.update(func(tx *change) error { return tx.replace(r, conditions, &b, body.segments()) })
	if err != nil {
		s.discard(body)
		return err
	}
	w.Header().Set("Content-MD5", base64.StdEncoding.EncodeToString(body.md5))
	writeCreated(w, b)
	return nil
}

func checkType(r *service.Request) error {
	const name = "x-ms-blob-type"
	switch value := r.Header(name); value {
	case blockBlob:
		return nil
	case "":
		return rest.MissingHeader(name)
	default:
		return rest.BadHeader(name, value)
	}
}

// newBlob returns the block blob that the headers of a request describe, without its content, and the conditions.
func (s *Service) newBlob(r *service.Request) (blob, rest.Conditions, error) {
	h := r.HTTP.Header
	conditions, err := rest.ParseConditions(h)
	if err != nil {
		return blob{}, conditions, err
	}
	metadata, err := rest.ParseMetadata(h)
	if err != nil {
		return blob{}, conditions, err
	}
	b := blob{state: s.newState(r.Now, metadata), Created: r.Now, Type: blockBlob}
	b.Properties, err = parseProperties(h)
	if b.Properties.ContentType == "" {
		b.Properties.ContentType = h.Get("Content-Type")
	}
	if b.Properties.ContentType == "" || r.Query.Get("comp") != "" && h.Get("x-ms-blob-content-type") == "" {
		b.Properties.ContentType = defaultContentType
	}
	return b, conditions, err
}

// replace makes b, with these runs, the request's blob in place of any former one.
func (c *change) replace(r *service.Request, conditions rest.Conditions, b *blob, segments []segment) error {
	old, exists, err := findBlob(c, r)
	if err != nil {
		return err
	}
	if err := checkReplace(r, conditions, old, exists); err != nil {
		return err
	}
	if b.Content, err = c.putSegments(segments); err != nil {
		return err
	}
	if err := c.dropContent(old.Content); err != nil {
		return err
	}
	if err := c.dropStaged(r.Account, r.Container, r.Object); err != nil {
		return err
	}
	return put(c, blobKey(r.Account, r.Container, r.Object), b)
}

// checkReplace tells whether the request may create its blob, or replace the one that exists.
func checkReplace(r *service.Request, conditions rest.Conditions, old blob, exists bool) error {
	if !exists {
		return conditions.CheckCreate()
	}
	if err := conditions.CheckReplace(old.ETag, old.Modified); err != nil {
		return err
	}
	if !r.Grant.MayOverwrite() {
		return rest.New(rest.UnauthorizedBlobOverwrite)
	}
	return nil
}

func writeCreated(w http.ResponseWriter, b blob) {
	b.write(w.Header())
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
