package blob

import (
	"errors"
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// source is what a request copies from: a blob or a snapshot in this emulator, or a file.
type source struct {
	request    *service.Request
	conditions rest.Conditions
	lease      string // the ID of one; empty for none
	fetched    bool   // by a request like a client's, whose answer becomes that of the copy
	// file is what was fetched of a file; nil for a blob.
	file *content.Original
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
	return source{request: request, conditions: conditions, lease: id, fetched: !trust}, err
}

// newCopySource returns the source that Copy Blob names. A file is fetched, and what it holds is to be discarded when the
// operation fails.
func (s *Service) newCopySource(r *service.Request) (source, error) {
	from, err := newSource(r, true)
	if err != nil || from.request.Service() == r.Service() {
		return from, err
	}
	if err := checkFileSource(from.request, r); err != nil {
		return from, err
	}
	file, err := s.contents.Fetch(from.request, maxBlockBlob)
	from.file = &file
	return from, err
}

// checkFileSource returns an error when the source of a request is not a file, or the request has conditions for it, which a
// file can't have.
func checkFileSource(source, r *service.Request) error {
	for _, name := range []string{
		"x-ms-source-if-match", "x-ms-source-if-none-match", "x-ms-source-if-modified-since", "x-ms-source-if-unmodified-since", "x-ms-source-lease-id",
	} {
		if r.Header(name) != "" {
			return rest.New(rest.UnsupportedHeader, rest.Detail{Name: "HeaderName", Value: name})
		}
	}
	return source.CheckContent()
}

// body returns what was fetched of the source: nothing of a blob.
func (c source) body() content.Body {
	if c.file == nil {
		return content.Body{}
	}
	return c.file.Body
}

// read returns the source, which must exist. A file is like a block blob whose content is not stored under a name yet.
func (c source) read(tx index.Reader) (blob, error) {
	if c.file != nil {
		properties := c.file.Properties.OrElse(resource.Properties{ContentType: defaultContentType})
		return blob{State: resource.State{Metadata: c.file.Metadata}, Type: blockBlob, Size: c.file.Body.Size, Properties: properties}, nil
	}
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

// key returns the key of the source's record: "" for a file.
func (c source) key() string {
	if c.file != nil {
		return ""
	}
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
