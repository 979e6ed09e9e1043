package file

import (
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

func fileLeaseCodes() lease.Codes {
	return lease.Codes{Missing: codeLeaseNotPresentWithFile, Mismatch: codeLeaseIDMismatchWithFile}
}

func shareLeaseCodes() lease.Codes {
	return lease.Codes{Missing: codeLeaseNotPresentWithShare, Mismatch: codeLeaseIDMismatchWithShare}
}

// leaseShare is Lease Share: https://learn.microsoft.com/rest/api/storageservices/lease-share, of a share or a snapshot.
func (s *Service) leaseShare(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *content.Change, a lease.Action) (resource.State, *lease.Lease, error) {
		snapshot, err := parseSnapshot(r, snapshotParam)
		if err != nil {
			return resource.State{}, nil, err
		}
		h, err := readShare(tx, r.Account, r.Container, snapshot)
		if err != nil {
			return h.State, nil, err
		}
		if h.Lease, err = a.Apply(h.Lease); err != nil {
			return h.State, nil, err
		}
		return h.State, h.Lease, index.Write(tx, shareKey(r.Account, r.Container, snapshot), h)
	})
}

// leaseFile is Lease File: https://learn.microsoft.com/rest/api/storageservices/lease-file. A lease of a file has no end, is not
// renewed, and breaks at once.
func (s *Service) leaseFile(w http.ResponseWriter, r *service.Request) error {
	const duration, action = "x-ms-lease-duration", "x-ms-lease-action"
	if value := r.Header(duration); value != "" && value != "-1" {
		return rest.BadHeader(duration, value)
	}
	if r.Header(action) == "renew" {
		return rest.BadHeader(action, "renew")
	}
	return s.lease(w, r, func(tx *content.Change, a lease.Action) (resource.State, *lease.Lease, error) {
		n, err := addressed(tx, r, aFile)
		if err != nil {
			return n.State, nil, err
		}
		if n.Lease, err = a.Apply(n.Lease); err != nil {
			return n.State, nil, err
		}
		return n.State, n.Lease, n.write(tx)
	})
}

// lease carries out an action on the lease of what apply reads and writes, and answers.
func (s *Service) lease(w http.ResponseWriter, r *service.Request, apply func(*content.Change, lease.Action) (resource.State, *lease.Lease, error)) error {
	a, err := lease.ParseAction(r)
	if err != nil {
		return err
	}
	var of resource.State
	var l *lease.Lease
	err = s.contents.Update(func(tx *content.Change) error {
		of, l, err = apply(tx, a)
		return err
	})
	if err != nil {
		return err
	}
	of.Write(w.Header())
	a.Write(w, l)
	return nil
}
