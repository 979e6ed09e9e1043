package file

import (
	"cmp"
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// createDirectory is Create Directory: https://learn.microsoft.com/rest/api/storageservices/create-directory.
func (s *Service) createDirectory(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	path, err := parsePath(r.Object)
	if err != nil {
		return err
	}
	var n node
	err = s.contents.Update(func(tx *content.Change) error {
		h, err := readShare(tx, r.Account, r.Container, "")
		if err != nil {
			return err
		}
		var parent node
		var exists bool
		if n, parent, exists, err = find(tx, h.Tree, path); err != nil {
			return err
		}
		if exists {
			return rest.New(codeResourceAlreadyExists)
		}
		n.State, n.ID, n.Directory = s.clock.State(r.Now, metadata), newID(), true
		if n.SMB, err = newSMB(r, aDirectory, parent.SMB); err != nil {
			return err
		}
		return cmp.Or(n.SMB.updatePermission(tx, r, parent.SMB), n.write(tx))
	})
	if err != nil {
		return err
	}
	answerChanged(w, n, http.StatusCreated)
	return nil
}

// getDirectory is Get Directory Properties and Get Directory Metadata:
// https://learn.microsoft.com/rest/api/storageservices/get-directory-properties.
func (s *Service) getDirectory(w http.ResponseWriter, r *service.Request) error {
	var n node
	if err := s.view(r, aDirectory, func(_ index.Reader, found node) error { n = found; return nil }); err != nil {
		return err
	}
	h := w.Header()
	n.State.Write(h)
	n.Metadata.Write(h)
	n.writeHeaders(h)
	h.Set(serverEncrypted, "true")
	w.WriteHeader(http.StatusOK)
	return nil
}

// setDirectoryProperties is Set Directory Properties:
// https://learn.microsoft.com/rest/api/storageservices/set-directory-properties.
func (s *Service) setDirectoryProperties(w http.ResponseWriter, r *service.Request) error {
	n, err := s.change(r, aDirectory, func(tx *content.Change, n *node) error {
		return cmp.Or(n.SMB.update(r, aDirectory, n.SMB), n.SMB.updatePermission(tx, r, n.SMB))
	})
	if err != nil {
		return err
	}
	answerChanged(w, n, http.StatusOK)
	return nil
}

// setMetadata is Set Directory Metadata and Set File Metadata:
// https://learn.microsoft.com/rest/api/storageservices/set-file-metadata.
func (s *Service) setMetadata(want kind) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		metadata, err := rest.ParseMetadata(r.HTTP.Header)
		if err != nil {
			return err
		}
		n, err := s.change(r, want, func(_ *content.Change, n *node) error { n.Metadata = metadata; return nil })
		if err != nil {
			return err
		}
		answerChanged(w, n, http.StatusOK)
		return nil
	}
}

// deleteDirectory is Delete Directory: https://learn.microsoft.com/rest/api/storageservices/delete-directory.
func (s *Service) deleteDirectory(w http.ResponseWriter, r *service.Request) error {
	err := s.contents.Update(func(tx *content.Change) error {
		n, err := addressed(tx, r, aDirectory)
		switch {
		case err != nil:
			return err
		case n.root:
			return rest.New(rest.InvalidURI)
		case n.SMB.Attributes&attributeReadOnly != 0:
			return rest.New(codeReadOnlyAttribute)
		case !n.isEmpty(tx):
			return rest.New(codeDirectoryNotEmpty)
		}
		tx.Delete(n.key())
		return nil
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
