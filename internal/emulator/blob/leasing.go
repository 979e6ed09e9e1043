package blob

import (
	"net/http"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

func blobLeaseCodes() lease.Codes {
	return lease.Codes{Missing: codeLeaseNotPresentWithBlobOperation, Mismatch: codeLeaseIDMismatchWithBlobOperation}
}

func containerLeaseCodes() lease.Codes {
	return lease.Codes{Missing: codeLeaseNotPresentWithContainerOperation, Mismatch: codeLeaseIDMismatchWithContainerOperation}
}

// leaseBlob is Lease Blob: https://learn.microsoft.com/rest/api/storageservices/lease-blob. It does not change the ETag.
func (s *Service) leaseBlob(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a lease.Action) (resource.State, *lease.Lease, error) {
		b, err := readBlob(tx, r)
		if err != nil {
			return b.State, nil, err
		}
		if err := conditions.CheckWrite(b.ETag, b.Modified); err != nil {
			return b.State, nil, err
		}
		if b.Lease, err = a.Apply(b.Lease); err != nil {
			return b.State, nil, err
		}
		return b.State, b.Lease, index.Write(tx, blobKey(r.Account, r.Container, r.Object), b)
	})
}

// leaseContainer is Lease Container: https://learn.microsoft.com/rest/api/storageservices/lease-container.
func (s *Service) leaseContainer(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a lease.Action) (resource.State, *lease.Lease, error) {
		c, err := readContainer(tx, r.Account, r.Container)
		if err != nil {
			return c.State, nil, err
		}
		if err := conditions.CheckWrite(c.ETag, c.Modified); err != nil {
			return c.State, nil, err
		}
		if c.Lease, err = a.Apply(c.Lease); err != nil {
			return c.State, nil, err
		}
		return c.State, c.Lease, index.Write(tx, containerKey(r.Account, r.Container), c)
	})
}

// lease carries out an action on the lease of what apply reads and writes, and answers.
func (s *Service) lease(w http.ResponseWriter, r *service.Request, apply func(*change, rest.Conditions, lease.Action) (resource.State, *lease.Lease, error)) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	a, err := lease.ParseAction(r)
	if err != nil {
		return err
	}
	var of resource.State
	var l *lease.Lease
	err = s.update(func(tx *change) error {
		of, l, err = apply(tx, conditions, a)
		return err
	})
	if err != nil {
		return err
	}
	of.Write(w.Header())
	a.Write(w, l)
	return nil
}
