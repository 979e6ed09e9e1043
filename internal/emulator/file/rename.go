package file

import (
	"net/http"
	"slices"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const renameSource = "x-ms-file-rename-source"

// renaming moves a directory or file to the address of a request.
type renaming struct {
	kind
	source, target holder
	from, to       []string
	metadata       rest.Metadata
}

// rename is Rename Directory and Rename File: https://learn.microsoft.com/rest/api/storageservices/rename-file.
func (s *Service) rename(want kind) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		m, err := newRenaming(r, want)
		if err != nil {
			return err
		}
		var n node
		err = s.contents.Update(func(tx *content.Change) error {
			n, err = s.move(tx, m)
			return err
		})
		if err != nil {
			return err
		}
		answerChanged(w, n, http.StatusOK)
		return nil
	}
}

func newRenaming(r *service.Request, want kind) (m renaming, err error) {
	m.kind = want
	source, err := r.Source(renameSource, true)
	if err != nil {
		return m, err
	}
	if source.Service() != r.Service() || source.Account != r.Account || source.Container != r.Container {
		return m, rest.New(rest.InvalidHeaderValue, rest.Detail{Name: "HeaderName", Value: renameSource})
	}
	if m.from, err = parsePath(source.Object); err != nil {
		return m, err
	}
	if m.to, err = parsePath(r.Object); err != nil {
		return m, err
	}
	if len(m.from) == 0 || len(m.to) == 0 || m.isBelowItself() {
		return m, rest.New(rest.InvalidInput, rest.Detail{Name: "HeaderName", Value: renameSource})
	}
	if m.source, err = newHolder(r, "x-ms-source-lease-id"); err != nil {
		return m, err
	}
	if m.target, err = newHolder(r, "x-ms-destination-lease-id"); err != nil {
		return m, err
	}
	m.metadata, err = rest.ParseMetadata(r.HTTP.Header)
	return m, err
}

// isBelowItself reports whether a directory would be moved into itself.
func (m renaming) isBelowItself() bool {
	same := func(a, b string) bool { return fold(a) == fold(b) }
	return len(m.to) > len(m.from) && slices.EqualFunc(m.to[:len(m.from)], m.from, same)
}

// move moves what is renamed, and deletes what is in its way.
func (s *Service) move(tx *content.Change, m renaming) (node, error) {
	r := m.source.request
	h, err := readShare(tx, r.Account, r.Container, "")
	if err != nil {
		return node{}, err
	}
	n, _, ok, err := find(tx, h.Tree, m.from)
	if err != nil {
		return n, err
	}
	if err := existing(n, ok, m.kind); err != nil {
		return n, err
	}
	if err := m.source.checkWrite(n); err != nil {
		return n, err
	}
	target, parent, exists, err := find(tx, h.Tree, m.to)
	if err != nil {
		return n, err
	}
	if exists && target.ID != n.ID {
		if err := m.remove(tx, target); err != nil {
			return n, err
		}
	}
	tx.Delete(n.key())
	n.Name, n.parent = m.to[len(m.to)-1], parent.ID
	n.State = s.clock.State(r.Now, n.Metadata)
	if err := m.adjust(tx, &n, parent); err != nil {
		return n, err
	}
	return n, n.write(tx)
}

// adjust gives what is renamed the properties that the request has for it.
func (m renaming) adjust(tx *content.Change, n *node, parent node) error {
	r := m.source.request
	if m.metadata != nil {
		n.Metadata = m.metadata
	}
	if value := r.Header("x-ms-content-type"); value != "" {
		n.Properties.ContentType = value
	}
	if err := n.SMB.update(r, m.kind, n.SMB); err != nil {
		return err
	}
	return n.SMB.updatePermission(tx, r, parent.SMB)
}

// remove deletes the file that is in the way, if the request permits it. A directory is never replaced.
func (m renaming) remove(tx *content.Change, n node) error {
	r := m.target.request
	switch {
	case n.Directory || !isTrue(r, "x-ms-file-rename-replace-if-exists"):
		return rest.New(codeResourceAlreadyExists)
	case n.SMB.Attributes&attributeReadOnly != 0 && !isTrue(r, "x-ms-file-rename-ignore-readonly"):
		return rest.New(codeReadOnlyAttribute)
	}
	if err := m.target.checkWrite(n); err != nil {
		return err
	}
	tx.Delete(n.key())
	return n.dropContent(tx, n.key())
}
