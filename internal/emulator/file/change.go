package file

import (
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	requestEncrypted = "x-ms-request-server-encrypted"
	serverEncrypted  = "x-ms-server-encrypted"
)

// holder is what a request may change only when it has the right lease, or when nobody has one.
type holder struct {
	request *service.Request
	id      string
}

func newHolder(r *service.Request, header string) (holder, error) {
	id, err := lease.ParseID(r, header)
	return holder{r, id}, err
}

// checkWrite returns an error when the request may not change a file, because somebody else has a hold on it.
func (h holder) checkWrite(n node) error {
	if n.Copy.IsPending() {
		return rest.New(codePendingCopyOperation)
	}
	return n.Lease.Check(h.id, h.request.Now, true, fileLeaseCodes())
}

// view returns the directory or file that a request addresses, for one that changes nothing.
func (s *Service) view(r *service.Request, want kind, look func(index.Reader, node) error) error {
	h, err := newHolder(r, lease.Header)
	if err != nil {
		return err
	}
	return s.index.View(func(tx index.Reader) error {
		n, err := addressed(tx, r, want)
		if err != nil {
			return err
		}
		if err := n.Lease.Check(h.id, r.Now, false, fileLeaseCodes()); err != nil {
			return err
		}
		return look(tx, n)
	})
}

// change changes the directory or file that a request addresses, and returns it.
func (s *Service) change(r *service.Request, want kind, apply func(*content.Change, *node) error) (n node, err error) {
	h, err := newHolder(r, lease.Header)
	if err != nil {
		return n, err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		if n, err = addressed(tx, r, want); err != nil {
			return err
		}
		if err := h.checkWrite(n); err != nil {
			return err
		}
		n.State, n.SMB.Changed = s.clock.State(r.Now, n.Metadata), r.Now
		if err := apply(tx, &n); err != nil {
			return err
		}
		return n.write(tx)
	})
	return n, err
}

// answerChanged answers a request that created or changed a directory or a file.
func answerChanged(w http.ResponseWriter, n node, status int) {
	h := w.Header()
	n.State.Write(h)
	n.writeHeaders(h)
	h.Set(requestEncrypted, "true")
	w.WriteHeader(status)
}
