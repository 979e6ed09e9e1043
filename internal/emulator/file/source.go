package file

import (
	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const copySource = "x-ms-copy-source"

// newSource returns the request that reads the file or blob that a request copies from.
func newSource(r *service.Request, trust bool) (*service.Request, error) {
	source, err := r.Source(copySource, trust)
	if err != nil {
		return nil, err
	}
	return source, source.CheckContent()
}

// original is what a copy takes of its source.
type original struct {
	request *service.Request
	// foreign is whether the source is in another service. Then what follows was fetched.
	foreign bool
	entry
	body content.Body
}

// newOriginal returns what a request copies from. One in another service is fetched.
func (s *Service) newOriginal(r *service.Request) (original, error) {
	source, err := newSource(r, true)
	if err != nil || source.Service() == r.Service() {
		return original{request: source}, err
	}
	fetched, err := s.contents.Fetch(source, maxFile)
	o := original{request: source, foreign: true, entry: entry{Properties: fetched.Properties, Size: fetched.Body.Size}, body: fetched.Body}
	o.Metadata = fetched.Metadata
	return o, err
}

// take returns the original, and a content of its own for the copy.
func (o original) take(tx *content.Change) (entry, string, error) {
	if o.foreign {
		held, err := tx.New(o.body.Segments())
		return o.entry, held, err
	}
	n, err := addressed(tx, o.request, aFile)
	switch {
	case err == nil && n.Copy.IsPending():
		err = rest.New(codePendingCopyOperation)
	case err != nil && !o.request.Trusted:
		err = o.request.Unverified(err)
	}
	if err != nil {
		return n.entry, "", err
	}
	tx.Refer(n.Content)
	return n.entry, n.Content, nil
}
