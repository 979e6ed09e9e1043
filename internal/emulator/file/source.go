package file

import (
	"net/http"
	"strconv"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/resource"
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
	for _, name := range []string{"comp", "restype"} {
		if value := source.Query.Get(name); value != "" {
			return nil, r.Unverified(rest.BadQuery(name, value, "The source is not a file or a blob."))
		}
	}
	return source, nil
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
	header, body, err := source.Fetch()
	if err != nil {
		return original{}, err
	}
	defer body.Close()
	o := original{request: source, foreign: true, entry: entry{Properties: answeredProperties(header)}}
	if o.Metadata, err = rest.ParseMetadata(header); err != nil {
		return o, err
	}
	if o.Size, err = strconv.ParseInt(header.Get("Content-Length"), 10, 64); err != nil {
		return o, err
	}
	if o.Size > maxFile {
		return o, rest.New(rest.OutOfRangeInput)
	}
	o.body, err = s.contents.Keep(body, o.Size, new(content.Checksums))
	return o, err
}

// answeredProperties returns the properties of the answer to a request that reads a blob.
func answeredProperties(h http.Header) resource.Properties {
	p := resource.ParseProperties(h, "")
	p.ContentMD5, _ = content.ParseMD5(h, "Content-MD5") // this emulator answered with it
	return p
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
