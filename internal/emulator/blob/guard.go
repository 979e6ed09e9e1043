package blob

import (
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// guard checks what must hold for a request's blob before the request may use it.
type guard struct {
	request    *service.Request
	conditions rest.Conditions
	lease      string // the ID of one; empty for none
}

func newGuard(r *service.Request) (guard, error) {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return guard{}, err
	}
	id, err := lease.ParseID(r, lease.Header)
	return guard{r, conditions, id}, err
}

// newGuardAndMetadata is newGuard for a request that may bring metadata too.
func newGuardAndMetadata(r *service.Request) (guard, rest.Metadata, error) {
	g, err := newGuard(r)
	if err != nil {
		return g, nil, err
	}
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	return g, metadata, err
}

// read returns the blob, or the snapshot that is addressed, for a request that changes nothing.
func (g guard) read(tx index.Reader) (blob, error) {
	b, err := readAddressed(tx, g.request)
	if err != nil {
		return b, err
	}
	if err := g.conditions.CheckRead(b.ETag, b.Modified); err != nil {
		return b, err
	}
	return b, g.checkLease(b, false)
}

// hold returns the blob for a request that creates something from it, but leaves it as it is.
func (g guard) hold(tx index.Reader) (blob, error) {
	b, err := readBlob(tx, g.request)
	if err != nil {
		return b, err
	}
	if err := g.conditions.CheckWrite(b.ETag, b.Modified); err != nil {
		return b, err
	}
	if b.Copy.IsPending() {
		return b, rest.New(codePendingCopyOperation)
	}
	return b, g.checkLease(b, false)
}

// change returns the blob, which must exist, for a request that changes it.
func (g guard) change(tx index.Reader) (blob, error) {
	b, err := readBlob(tx, g.request)
	if err != nil {
		return b, err
	}
	err = g.checkWrite(b)
	return b.withoutExpiredLease(g.request), err
}

// replace returns the blob that a request replaces, or the zero value when there is none yet.
func (g guard) replace(tx index.Reader) (blob, error) {
	b, exists, err := findBlob(tx, g.request)
	switch {
	case err != nil:
		return b, err
	case !exists:
		if err := g.conditions.CheckCreate(); err != nil {
			return b, err
		}
		return b, g.checkLease(b, true)
	}
	if err := g.conditions.CheckReplace(b.ETag, b.Modified, codeBlobAlreadyExists); err != nil {
		return b, err
	}
	if err := g.checkWrite(b); err != nil {
		return b, err
	}
	if !g.request.Grant.MayOverwrite() {
		return b, rest.New(codeUnauthorizedBlobOverwrite)
	}
	return b.withoutExpiredLease(g.request), nil
}

// withoutExpiredLease returns the blob as a change leaves it: an expired lease can't be renewed after that.
func (b blob) withoutExpiredLease(r *service.Request) blob {
	if b.Lease.IsExpired(r.Now) {
		b.Lease = nil
	}
	return b
}

// checkWrite returns an error when the request may not change the blob.
func (g guard) checkWrite(b blob) error {
	if err := g.conditions.CheckWrite(b.ETag, b.Modified); err != nil {
		return err
	}
	return g.checkFree(b)
}

// checkFree returns an error when somebody else has a hold on the blob.
func (g guard) checkFree(b blob) error {
	if b.Copy.IsPending() {
		return rest.New(codePendingCopyOperation)
	}
	return g.checkLease(b, true)
}

// checkLease returns an error when the request lacks the lease that it needs for the blob.
func (g guard) checkLease(b blob, needed bool) error {
	return b.Lease.Check(g.lease, g.request.Now, needed, blobLeaseCodes())
}
