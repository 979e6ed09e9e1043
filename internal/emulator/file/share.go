package file

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	defaultQuota = 5120    // GiB
	maxQuota     = 102_400 // GiB
	gibibyte     = 1 << 30
	// reservation is how long the name of a share is not free after the share was deleted.
	reservation = 30 * time.Second
)

// createShare is Create Share: https://learn.microsoft.com/rest/api/storageservices/create-share.
func (s *Service) createShare(w http.ResponseWriter, r *service.Request) error {
	if err := resource.CheckName(r.Container); err != nil {
		return err
	}
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	if value := r.Header(protocolHeader); value != "" && value != "SMB" {
		return rest.BadHeader(protocolHeader, value)
	}
	h := share{State: s.clock.State(r.Now, metadata), Tree: newTree(), Quota: defaultQuota, Tier: defaultTier}
	if err := h.configure(r); err != nil {
		return err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		if err := checkFree(tx, r); err != nil {
			return err
		}
		root := node{tree: h.Tree, root: true, entry: entry{State: h.State, Directory: true}}
		root.SMB = smb{Attributes: attributeDirectory, Created: r.Now, Written: r.Now, Accessed: r.Now, Changed: r.Now, Permission: inheritedKey}
		return cmp.Or(root.write(tx), index.Write(tx, shareKey(r.Account, r.Container, ""), h))
	})
	if err != nil {
		return err
	}
	h.State.Write(w.Header())
	w.WriteHeader(http.StatusCreated)
	return nil
}

// checkFree returns an error when no share can be created with the name of a request.
func checkFree(tx *content.Change, r *service.Request) error {
	if tx.Get(shareKey(r.Account, r.Container, "")) != nil {
		return rest.New(codeShareAlreadyExists)
	}
	if isReserved(tx, r) {
		return rest.New(codeShareBeingDeleted)
	}
	tx.Delete(reservedKey(r.Account, r.Container))
	return nil
}

// isReserved reports whether a share with the name of a request was deleted a moment ago.
func isReserved(tx index.Reader, r *service.Request) bool {
	var until time.Time
	ok, err := index.Read(tx, reservedKey(r.Account, r.Container), &until)
	return ok && err == nil && r.Now.Before(until)
}

const (
	defaultTier = "TransactionOptimized"
	quotaHeader = "x-ms-share-quota"
	tierHeader  = "x-ms-access-tier"
	// protocolHeader can't ask for NFS.
	protocolHeader = "x-ms-enabled-protocols"
	// directoryLeaseHeader permits leases of directories by SMB, which nobody speaks here. It is kept and answered.
	directoryLeaseHeader = "x-ms-enable-smb-directory-lease"
)

// configure sets the quota and the tier that a request has for the share.
func (h *share) configure(r *service.Request) error {
	if value := r.Header(quotaHeader); value != "" {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < 1 || n > maxQuota {
			return rest.BadHeader(quotaHeader, value)
		}
		h.Quota = n
	}
	switch value := r.Header(tierHeader); value {
	case "":
	case "TransactionOptimized", "Hot", "Cool":
		h.Tier = value
	default:
		return rest.BadHeader(tierHeader, value)
	}
	if r.Header(directoryLeaseHeader) != "" {
		h.NoDirectoryLease = !isTrue(r, directoryLeaseHeader)
	}
	return nil
}

// viewShare returns the share, or the snapshot of one, that a request addresses.
func (s *Service) viewShare(r *service.Request) (h share, err error) {
	id, err := lease.ParseID(r, lease.Header)
	if err != nil {
		return h, err
	}
	err = s.index.View(func(tx index.Reader) error {
		if h, err = addressedShare(tx, r); err != nil {
			return err
		}
		return h.Lease.Check(id, r.Now, false, shareLeaseCodes())
	})
	return h, err
}

// getShare is Get Share Properties and Get Share Metadata:
// https://learn.microsoft.com/rest/api/storageservices/get-share-properties.
func (s *Service) getShare(w http.ResponseWriter, r *service.Request) error {
	shared, err := s.viewShare(r)
	if err != nil {
		return err
	}
	h := w.Header()
	shared.State.Write(h)
	shared.Metadata.Write(h)
	shared.Lease.WriteHeaders(h, r.Now)
	h.Set("x-ms-share-quota", strconv.FormatInt(shared.Quota, 10))
	h.Set("x-ms-access-tier", shared.Tier)
	h.Set(protocolHeader, "SMB")
	h.Set(directoryLeaseHeader, strconv.FormatBool(!shared.NoDirectoryLease))
	h.Set("x-ms-has-immutability-policy", "false")
	h.Set("x-ms-has-legal-hold", "false")
	w.WriteHeader(http.StatusOK)
	return nil
}

// changeShare changes the record of a request's share and answers with its new state.
func (s *Service) changeShare(w http.ResponseWriter, r *service.Request, apply func(*share) error) error {
	id, err := lease.ParseID(r, lease.Header)
	if err != nil {
		return err
	}
	var h share
	err = s.contents.Update(func(tx *content.Change) error {
		if h, err = readShare(tx, r.Account, r.Container, ""); err != nil {
			return err
		}
		if err := h.Lease.Check(id, r.Now, false, shareLeaseCodes()); err != nil {
			return err
		}
		h.State = s.clock.State(r.Now, h.Metadata)
		return cmp.Or(apply(&h), index.Write(tx, shareKey(r.Account, r.Container, ""), &h))
	})
	if err != nil {
		return err
	}
	h.State.Write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}

// setShareProperties is Set Share Properties: https://learn.microsoft.com/rest/api/storageservices/set-share-properties.
func (s *Service) setShareProperties(w http.ResponseWriter, r *service.Request) error {
	return s.changeShare(w, r, func(h *share) error { return h.configure(r) })
}

// setShareMetadata is Set Share Metadata: https://learn.microsoft.com/rest/api/storageservices/set-share-metadata.
func (s *Service) setShareMetadata(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeShare(w, r, func(h *share) error { h.Metadata = metadata; return nil })
}

// setACL is Set Share ACL: https://learn.microsoft.com/rest/api/storageservices/set-share-acl.
func (s *Service) setACL(w http.ResponseWriter, r *service.Request) error {
	var rules []policy.Rule
	if r.HTTP.ContentLength != 0 {
		var err error
		if rules, err = policy.Read(r.HTTP.Body); err != nil {
			return err
		}
	}
	return s.changeShare(w, r, func(h *share) error { h.Policies = rules; return nil })
}

// getACL is Get Share ACL: https://learn.microsoft.com/rest/api/storageservices/get-share-acl.
func (s *Service) getACL(w http.ResponseWriter, r *service.Request) error {
	h, err := s.viewShare(r)
	if err != nil {
		return err
	}
	h.State.Write(w.Header())
	return rest.WriteXML(w, policy.Write(h.Policies))
}

// getStats is Get Share Stats: https://learn.microsoft.com/rest/api/storageservices/get-share-stats. The usage is the size of
// all files.
func (s *Service) getStats(w http.ResponseWriter, r *service.Request) error {
	h, err := s.viewShare(r)
	if err != nil {
		return err
	}
	used := int64(0)
	err = s.index.View(func(tx index.Reader) error {
		prefix := treePrefix(h.Tree)
		cursor := tx.Cursor()
		for ok := cursor.Seek(prefix); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
			var e entry
			if err := index.Decode(cursor.Key(), cursor.Value(), &e); err != nil {
				return err
			}
			used += e.Size
		}
		return nil
	})
	if err != nil {
		return err
	}
	h.State.Write(w.Header())
	x := rest.NewXML(nil)
	x.Raw("<ShareStats>")
	x.Int("ShareUsageBytes", used)
	x.Raw("</ShareStats>")
	return rest.WriteXML(w, x)
}
