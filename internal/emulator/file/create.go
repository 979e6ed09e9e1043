package file

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	maxFile = 4 << 40 // bytes
	maxBody = 4 << 20 // bytes
	// withBody is the first version in which a file is created with content.
	withBody = rest.Version("2026-06-06")

	lengthHeader = "x-ms-content-length"
	typeHeader   = "x-ms-type"
)

// createFile is Create File: https://learn.microsoft.com/rest/api/storageservices/create-file. It replaces a file. The body, if
// there is one, is how the file begins; the rest of it is a hole.
func (s *Service) createFile(w http.ResponseWriter, r *service.Request) error {
	n, h, err := s.newFile(r)
	if err != nil {
		return err
	}
	var body content.Body
	if r.HTTP.ContentLength != 0 {
		if body, err = s.receiveFirst(r, n.Size); err != nil {
			return err
		}
	}
	err = s.contents.Update(func(tx *content.Change) error {
		if n, err = h.replace(tx, n); err != nil {
			return err
		}
		if n.Content, err = tx.New(body.Segments()); err != nil {
			return err
		}
		return n.write(tx)
	})
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	answerChanged(w, n, http.StatusCreated)
	return nil
}

// newFile returns the file that the headers of a request describe, still without a place, and what must hold for it.
func (s *Service) newFile(r *service.Request) (n node, h holder, err error) {
	if value := r.Header(typeHeader); !strings.EqualFold(value, "file") {
		return n, h, rest.BadHeader(typeHeader, value)
	}
	if r.Header(lengthHeader) == "" {
		return n, h, rest.MissingHeader(lengthHeader)
	}
	if n.Size, err = parseLength(r); err != nil {
		return n, h, err
	}
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return n, h, err
	}
	n.State, n.ID = s.clock.State(r.Now, metadata), newID()
	if n.Properties, err = parseProperties(r.HTTP.Header); err != nil {
		return n, h, err
	}
	n.Properties = n.Properties.OrElse(resource.Properties{ContentType: "application/octet-stream"})
	h, err = newHolder(r, lease.Header)
	return n, h, err
}

// parseLength reads the size of a file.
func parseLength(r *service.Request) (int64, error) {
	size, err := strconv.ParseInt(r.Header(lengthHeader), 10, 64)
	if err != nil {
		return 0, rest.BadHeader(lengthHeader, r.Header(lengthHeader))
	}
	if size < 0 || size > maxFile {
		return 0, rest.New(rest.OutOfRangeInput, rest.Detail{Name: "HeaderName", Value: lengthHeader})
	}
	return size, nil
}

// parseProperties reads x-ms-content-type and the other headers of its kind. The MD5 is any bytes.
func parseProperties(h http.Header) (p resource.Properties, err error) {
	const name = "x-ms-content-md5"
	p = resource.ParseProperties(h, "x-ms-")
	if value := h.Get(name); value != "" {
		if p.ContentMD5, err = base64.StdEncoding.DecodeString(value); err != nil {
			return p, rest.New(rest.InvalidMD5)
		}
	}
	return p, nil
}

// receiveFirst receives the content with which a file of this size is created.
func (s *Service) receiveFirst(r *service.Request, size int64) (content.Body, error) {
	if r.Version < withBody {
		return content.Body{}, rest.BadHeader("Content-Length", strconv.FormatInt(r.HTTP.ContentLength, 10))
	}
	body, err := s.contents.Receive(r, maxBody, true)
	if err == nil && body.Size > size {
		s.contents.Discard(body)
		err = rest.BadHeader("Content-Length", strconv.FormatInt(body.Size, 10))
	}
	return body, err
}

// replace returns the file in the place that the request addresses. What was there before is deleted.
func (h holder) replace(tx *content.Change, n node) (node, error) {
	place, parent, err := h.makeRoom(tx, false)
	if err != nil {
		return n, err
	}
	shared, err := readShare(tx, h.request.Account, h.request.Container, "")
	if err == nil && n.Size > shared.Quota*gibibyte {
		err = rest.New(codeShareSizeLimitReached)
	}
	if err != nil {
		return n, err
	}
	n.Name, n.ID, n.tree, n.parent, n.Lease = place.Name, cmp.Or(place.ID, n.ID), place.tree, place.parent, place.Lease
	if n.SMB, err = newSMB(h.request, aFile, parent.SMB); err != nil {
		return n, err
	}
	return n, n.SMB.updatePermission(tx, h.request, parent.SMB)
}

// makeRoom returns the place of the file that a request addresses, whose parent must exist, and deletes the file that is
// there. That must not be read-only, unless it does not matter.
func (h holder) makeRoom(tx *content.Change, ignoreReadOnly bool) (place, parent node, err error) {
	r := h.request
	shared, err := readShare(tx, r.Account, r.Container, "")
	if err != nil {
		return place, parent, err
	}
	path, err := parsePath(r.Object)
	if err != nil {
		return place, parent, err
	}
	place, parent, exists, err := find(tx, shared.Tree, path)
	switch {
	case err != nil:
		return place, parent, err
	case exists && place.Directory:
		return place, parent, rest.New(codeResourceTypeMismatch)
	case exists && !r.Grant.MayOverwrite():
		return place, parent, rest.New(rest.AuthorizationPermissionMismatch)
	case exists && place.SMB.Attributes&attributeReadOnly != 0 && !ignoreReadOnly:
		return place, parent, rest.New(codeReadOnlyAttribute)
	}
	if err := h.checkWrite(place); err != nil || !exists {
		return place, parent, err
	}
	tx.Delete(place.key())
	return place, parent, place.dropContent(tx, place.key())
}
