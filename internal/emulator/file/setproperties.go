package file

import (
	"cmp"
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// setFileProperties is Set File Properties: https://learn.microsoft.com/rest/api/storageservices/set-file-properties. The
// properties of HTTP that are not given are cleared, unless only the size is. SMB properties that are not given stay.
func (s *Service) setFileProperties(w http.ResponseWriter, r *service.Request) error {
	p, err := parseProperties(r.HTTP.Header)
	if err != nil {
		return err
	}
	size := int64(-1)
	if r.Header(lengthHeader) != "" {
		if size, err = parseLength(r); err != nil {
			return err
		}
	}
	n, err := s.change(r, aFile, func(tx *content.Change, n *node) error {
		if size < 0 || !p.IsZero() {
			n.Properties = p
		}
		if size >= 0 {
			if err := n.resize(tx, r, size); err != nil {
				return err
			}
		}
		return cmp.Or(n.SMB.update(r, aFile, n.SMB), n.SMB.updatePermission(tx, r, n.SMB))
	})
	if err != nil {
		return err
	}
	answerChanged(w, n, http.StatusOK)
	return nil
}

// resize cuts the file off, or lets it end in a hole.
func (n *node) resize(tx *content.Change, r *service.Request, size int64) error {
	h, err := readShare(tx, r.Account, r.Container, "")
	if err == nil && size > h.Quota*gibibyte {
		err = rest.New(codeShareSizeLimitReached)
	}
	if err == nil && size < n.Size {
		err = n.cut(tx, size, n.Size)
	}
	n.Size, n.SMB.Written = size, r.Now
	return err
}

// cut makes a hole of a range of the file.
func (n *node) cut(tx *content.Change, from, to int64) (err error) {
	if n.Content == "" {
		return nil
	}
	if n.Content, err = tx.Own(n.Content); err != nil {
		return err
	}
	return tx.Cut(n.Content, from, to)
}

// deleteFile is Delete File: https://learn.microsoft.com/rest/api/storageservices/delete-file2.
func (s *Service) deleteFile(w http.ResponseWriter, r *service.Request) error {
	h, err := newHolder(r, lease.Header)
	if err != nil {
		return err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		n, err := addressed(tx, r, aFile)
		if err != nil {
			return err
		}
		if n.SMB.Attributes&attributeReadOnly != 0 {
			return rest.New(codeReadOnlyAttribute)
		}
		if err := h.checkWrite(n); err != nil {
			return err
		}
		tx.Delete(n.key())
		return n.dropContent(tx, n.key())
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
