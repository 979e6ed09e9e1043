package file

import (
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// getFile is Get File and Get File Properties: https://learn.microsoft.com/rest/api/storageservices/get-file.
func (s *Service) getFile(w http.ResponseWriter, r *service.Request) error {
	head := r.HTTP.Method == http.MethodHead
	part := content.Part{Header: make(http.Header)}
	if !head {
		part.Asked = rest.ParseReadRange(r.HTTP.Header)
	}
	err := s.view(r, aFile, func(tx index.Reader, n node) (err error) {
		n.writeFile(part.Header, r)
		part.Size = n.Size
		if part.Asked, err = part.Asked.Within(n.Size); err != nil || head {
			return err
		}
		part.Runs, err = content.Find(tx, n.Content, part.Asked, true)
		return err
	})
	if err != nil {
		return err
	}
	return s.contents.Send(w, r, part, "x-ms-content-md5")
}

// writeFile sets all that is known about a file.
func (n node) writeFile(h http.Header, r *service.Request) {
	n.State.Write(h)
	n.writeHeaders(h)
	n.Copy.WriteHeaders(h, r.Now)
	n.Metadata.Write(h)
	h["Content-Type"] = nil // net/http would guess one
	n.Properties.Write(h)
	n.Lease.WriteHeaders(h, r.Now)
	h.Set("Accept-Ranges", "bytes")
	h.Set("x-ms-type", "File")
	h.Set(serverEncrypted, "true")
}

// getMetadata is Get File Metadata: https://learn.microsoft.com/rest/api/storageservices/get-file-metadata.
func (s *Service) getMetadata(w http.ResponseWriter, r *service.Request) error {
	err := s.view(r, aFile, func(_ index.Reader, n node) error {
		n.State.Write(w.Header())
		n.Metadata.Write(w.Header())
		return nil
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
