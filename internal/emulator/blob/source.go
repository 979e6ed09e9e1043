package blob

import (
	"errors"
	"net/http"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// source is what a request copies from: a blob or a snapshot in this emulator.
type source struct {
	request    *service.Request
	conditions rest.Conditions
	lease      string // the ID of one; empty for none
	fetched    bool   // by a request like a client's, whose answer becomes that of the copy
}

// newSource returns the source that a request names. With trust, a request signed by the account's owner needs no
// further authorization for it.
func newSource(r *service.Request, trust bool) (source, error) {
	conditions, err := rest.ParseSourceConditions(r.HTTP.Header)
	if err != nil {
		return source{}, err
	}
	id, err := lease.ParseID(r, "x-ms-source-lease-id")
	if err != nil {
		return source{}, err
	}
	request, err := r.Source(copySource, trust)
	if err == nil && request.Service() != r.Service() {
		err = r.Unverified(rest.New(rest.NotImplemented))
	}
	return source{request, conditions, id, !trust}, err
}

// read returns the source, which must exist.
func (c source) read(tx index.Reader) (blob, error) {
	b, err := readAddressed(tx, c.request)
	if err != nil && !c.request.Trusted {
		err = c.request.Unverified(err)
	}
	if err != nil {
		return b, err
	}
	if err := c.conditions.CheckRead(b.ETag, b.Modified); err != nil {
		return b, c.unmet(err)
	}
	if b.Copy.IsPending() {
		return b, rest.New(codePendingCopyOperation)
	}
	return b, b.Lease.Check(c.lease, c.request.Now, false, blobLeaseCodes())
}

// unmet is the error for conditions that do not hold for the source. A source that is fetched and not modified is not
// sent.
func (c source) unmet(err error) error {
	if refusal, ok := errors.AsType[*rest.Error](err); c.fetched && ok && refusal.Status == http.StatusNotModified {
		return c.request.Unverified(err)
	}
	return rest.New(codeSourceConditionNotMet)
}

// key returns the key of the source's record.
func (c source) key() string {
	r := c.request
	if id, err := parseSnapshot(r); err == nil && id != "" {
		return snapshotKey(r.Account, r.Container, r.Object, id)
	}
	return blobKey(r.Account, r.Container, r.Object)
}

// isCopy reports whether a request without a body copies from somewhere.
func isCopy(r *service.Request) bool {
	return r.HTTP.Method == http.MethodPut && r.Header(copySource) != ""
}
