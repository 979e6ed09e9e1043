package file

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// copyFile is Copy File: https://learn.microsoft.com/rest/api/storageservices/copy-file. The copy has what its source holds when
// it starts. It takes as long as the speed of copies implies; until then the file is empty.
func (s *Service) copyFile(w http.ResponseWriter, r *service.Request) error {
	h, err := newHolder(r, lease.Header)
	if err != nil {
		return err
	}
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	if err := checkCopyMode(r); err != nil {
		return err
	}
	from, err := s.newOriginal(r)
	if err != nil {
		return err
	}
	var n node
	err = s.contents.Update(func(tx *content.Change) error {
		n, err = s.startCopy(tx, h, from, metadata)
		return err
	})
	if err != nil {
		s.contents.Discard(from.body)
		return err
	}
	n.State.Write(w.Header())
	w.Header().Set("x-ms-copy-id", n.Copy.ID)
	w.Header().Set("x-ms-copy-status", n.Copy.Status)
	w.WriteHeader(http.StatusAccepted)
	return nil
}

const (
	copyModeHeader       = "x-ms-file-permission-copy-mode"
	ignoreReadOnlyHeader = "x-ms-file-copy-ignore-readonly"
	setArchiveHeader     = "x-ms-file-copy-set-archive"
)

// checkCopyMode returns an error when a request does not say which security descriptor the copy is to have.
func checkCopyMode(r *service.Request) error {
	switch value := r.Header(copyModeHeader); value {
	case "", "source":
		return nil
	case "override":
		if r.Header(permissionHeader) == "" && r.Header(permissionKeyHeader) == "" {
			return rest.MissingHeader(permissionHeader)
		}
		return nil
	default:
		return rest.BadHeader(copyModeHeader, value)
	}
}

// startCopy puts the copy in its place, and completes it at once unless it takes time.
func (s *Service) startCopy(tx *content.Change, h holder, from original, metadata rest.Metadata) (node, error) {
	r := h.request
	source, held, err := from.take(tx)
	if err != nil {
		return node{}, err
	}
	place, parent, err := h.makeRoom(tx, isTrue(r, ignoreReadOnlyHeader))
	if err != nil {
		return node{}, err
	}
	if metadata == nil {
		metadata = source.Metadata
	}
	n := node{tree: place.tree, parent: place.parent, entry: entry{
		State: s.clock.State(r.Now, metadata), Name: place.Name, ID: cmp.Or(place.ID, newID()), Lease: place.Lease,
		Properties: source.Properties, Coming: held,
	}}
	if n.SMB, err = copiedSMB(tx, r, source.SMB, parent.SMB); err != nil {
		return n, err
	}
	n.Copy = &copystate.State{
		ID: service.NewID(), Status: copystate.Pending, Source: from.request.Address(), Started: r.Now, Size: source.Size,
		Ended: r.Now.Add(copystate.Duration(source.Size, s.copySpeed)), Failure: r.CopyFailure,
	}
	if n.Copy.Failure != "" || n.Copy.Ended.After(r.Now) {
		n.Copy.Schedule(tx, n.key())
	} else {
		n.complete(r.Now)
	}
	return n, n.write(tx)
}

// isTrue reports whether a header says so.
func isTrue(r *service.Request, header string) bool {
	return strings.EqualFold(r.Header(header), "true")
}

// copiedSMB returns the properties of a copy: those of a new file, but for what is to be that of the source.
func copiedSMB(tx index.Writer, r *service.Request, source, parent smb) (smb, error) {
	p := smb{Created: r.Now, Written: r.Now, Accessed: r.Now, Permission: parent.Permission}
	if err := p.update(r, aFile, source); err != nil {
		return p, err
	}
	if r.Header(setArchiveHeader) != "" && !isTrue(r, setArchiveHeader) {
		p.Attributes &^= attributeArchive
	} else {
		p.Attributes |= attributeArchive
	}
	if r.Header(copyModeHeader) == "source" && source.Permission != "" {
		p.Permission = source.Permission
		return p, nil
	}
	return p, p.updatePermission(tx, r, parent)
}

// complete gives the file what the pending copy brings.
func (e *entry) complete(at time.Time) {
	e.Content, e.Coming, e.Size = e.Coming, "", e.Copy.Size
	e.Copy.End(copystate.Success, "", at)
	e.Copy.Copied = e.Size
}

// endCopy ends the pending copy whose time is over.
func (s *Service) endCopy(tx *content.Change, over copystate.Over) error {
	var e entry
	if ok, err := index.Read(tx, over.Key, &e); err != nil || !ok || !e.Copy.IsPending() || e.Copy.ID != over.ID {
		return err
	}
	if e.Copy.Failure == "" {
		e.complete(over.At)
	} else if err := e.stop(tx, copystate.Failed, e.Copy.Failure, over.At); err != nil {
		return err
	}
	e.State = s.clock.State(over.At, e.Metadata)
	return index.Write(tx, over.Key, e)
}

// stop ends a pending copy that brings nothing.
func (e *entry) stop(tx *content.Change, status, description string, at time.Time) error {
	e.Copy.End(status, description, at)
	held := e.Coming
	e.Coming = ""
	return tx.Drop(held)
}

// abortCopy is Abort Copy File: https://learn.microsoft.com/rest/api/storageservices/abort-copy-file. That leaves an empty file
// with the metadata of the copy.
func (s *Service) abortCopy(w http.ResponseWriter, r *service.Request) error {
	id, err := copystate.ParseAbort(r)
	if err != nil {
		return err
	}
	h, err := newHolder(r, lease.Header)
	if err != nil {
		return err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		n, err := addressed(tx, r, aFile)
		switch {
		case err != nil:
			return err
		case !n.Copy.IsPending():
			return rest.New(codeNoPendingCopyOperation)
		case n.Copy.ID != id:
			return rest.BadQuery("copyid", id, "Not the ID of the pending copy.")
		}
		if err := n.Lease.Check(h.id, r.Now, true, fileLeaseCodes()); err != nil {
			return err
		}
		n.Copy.Unschedule(tx, n.key())
		n.State = s.clock.State(r.Now, n.Metadata)
		if err := n.stop(tx, copystate.Aborted, "", r.Now); err != nil {
			return err
		}
		return n.write(tx)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
