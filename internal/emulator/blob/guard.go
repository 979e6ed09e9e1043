package blob

import (
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// guard is what must hold of a request's blob before the request may have it.
type guard struct {
	request    *service.Request
	conditions rest.Conditions
}

func newGuard(r *service.Request) (guard, error) {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	return guard{r, conditions}, err
}

// read returns the blob, or the snapshot that is addressed, for a request that changes nothing.
func (g guard) read(tx index.Reader) (blob, error) {
	b, err := readAddressed(tx, g.request)
	if err != nil {
		return b, err
	}
	return b, g.conditions.CheckRead(b.ETag, b.Modified)
}

// hold returns the blob for a request that makes something of it, but leaves it as it is.
func (g guard) hold(tx index.Reader) (blob, error) {
	b, err := readBlob(tx, g.request)
	if err != nil {
		return b, err
	}
	return b, g.checkWrite(b)
}

// change returns the blob, which must exist, for a request that changes it.
func (g guard) change(tx index.Reader) (blob, error) {
	b, err := readBlob(tx, g.request)
	if err != nil {
		return b, err
	}
	return b, g.checkWrite(b)
}

// replace returns the blob that a request replaces, or the zero value when there is none yet.
func (g guard) replace(tx index.Reader) (blob, error) {
	b, exists, err := findBlob(tx, g.request)
	switch {
	case err != nil:
		return b, err
	case !exists:
		return b, g.conditions.CheckCreate()
	}
	if err := g.conditions.CheckReplace(b.ETag, b.Modified); err != nil {
		return b, err
	}
	if err := g.checkWrite(b); err != nil {
		return b, err
	}
	if !g.request.Grant.MayOverwrite() {
		return b, rest.New(rest.UnauthorizedBlobOverwrite)
	}
	return b, nil
}

// checkWrite tells whether the request may change the blob.
func (g guard) checkWrite(b blob) error {
	if err := g.conditions.CheckWrite(b.ETag, b.Modified); err != nil {
		return err
	}
	return g.checkFree(b)
}

// checkFree tells whether nobody else has a hold on the blob.
func (g guard) checkFree(b blob) error {
	if b.Copy.isPending() {
		return rest.New(rest.PendingCopyOperation)
	}
	return nil
}
