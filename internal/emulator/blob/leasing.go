package blob

import (
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	leaseAction   = "x-ms-lease-action"
	leaseDuration = "x-ms-lease-duration"
	leaseID       = "x-ms-lease-id"
	proposedID    = "x-ms-proposed-lease-id"
	breakPeriod   = "x-ms-lease-break-period"
)

// leaseBlob is Lease Blob: https://learn.microsoft.com/rest/api/storageservices/lease-blob. It does not change the ETag.
func (s *Service) leaseBlob(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a leasing) (state, *lease, error) {
		b, err := readBlob(tx, r)
		if err != nil {
			return b.state, nil, err
		}
		if err := conditions.CheckWrite(b.ETag, b.Modified); err != nil {
			return b.state, nil, err
		}
		if b.Lease, err = a.apply(b.Lease); err != nil {
			return b.state, nil, err
		}
		return b.state, b.Lease, put(tx, blobKey(r.Account, r.Container, r.Object), b)
	})
}

// leaseContainer is Lease Container: https://learn.microsoft.com/rest/api/storageservices/lease-container.
func (s *Service) leaseContainer(w http.ResponseWriter, r *service.Request) error {
	return s.lease(w, r, func(tx *change, conditions rest.Conditions, a leasing) (state, *lease, error) {
		c, err := readContainer(tx, r.Account, r.Container)
		if err != nil {
			return c.state, nil, err
		}
		if err := conditions.CheckWrite(c.ETag, c.Modified); err != nil {
			return c.state, nil, err
		}
		if c.Lease, err = a.apply(c.Lease); err != nil {
			return c.state, nil, err
		}
		return c.state, c.Lease, put(tx, containerKey(r.Account, r.Container), c)
	})
}

// lease carries out an action on the lease of what apply reads and writes, and answers.
func (s *Service) lease(w http.ResponseWriter, r *service.Request, apply func(*change, rest.Conditions, leasing) (state, *lease, error)) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	a, err := parseLeasing(r)
	if err != nil {
		return err
	}
	var of state
	var l *lease
	err = s.update(func(tx *change) error {
		of, l, err = apply(tx, conditions, a)
		return err
	})
	if err != nil {
		return err
	}
	of.write(w.Header())
	switch a.action {
	case "acquire":
		w.Header().Set(leaseID, l.ID)
		w.WriteHeader(http.StatusCreated)
	case "break":
		w.Header().Set("x-ms-lease-time", strconv.Itoa(l.left(r.Now)))
		w.WriteHeader(http.StatusAccepted)
	case "renew", "change":
		w.Header().Set(leaseID, l.ID)
		w.WriteHeader(http.StatusOK)
	}
	return nil
}

// left returns in how many seconds a lease that is being broken ends.
func (l *lease) left(now time.Time) int {
	return int((max(0, l.Broken.Sub(now)) + time.Second - 1) / time.Second)
}
