package content

import (
	"net/http"
	"strconv"

	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// Original is what a copy takes from a source in another service.
type Original struct {
	Properties resource.Properties
	Metadata   rest.Metadata
	Body       Body
}

// codePending is the code by which both services say that a source is itself still being copied.
const codePending rest.Code = "PendingCopyOperation"

// Fetch reads a source in another service, of at most limit bytes, and keeps what it holds. The caller discards the body when
// the operation fails.
func (s *Store) Fetch(source *service.Request, limit int64) (Original, error) {
	header, answered, err := source.Fetch()
	if err != nil {
		return Original{}, err
	}
	defer answered.Close()
	if header.Get("x-ms-copy-status") == copystate.Pending {
		return Original{}, rest.New(codePending)
	}
	o := Original{Properties: answeredProperties(header)}
	if o.Metadata, err = rest.ParseMetadata(header); err != nil {
		return o, err
	}
	size, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		return o, err
	}
	if size > limit {
		return o, rest.New(rest.OutOfRangeInput)
	}
	o.Body, err = s.Keep(answered, size, new(Checksums))
	return o, err
}

// answeredProperties returns the properties of the answer to a request that reads a blob or a file. The MD5 that is stored with
// a file may be any bytes, and is left out when it can't be an MD5.
func answeredProperties(h http.Header) resource.Properties {
	p := resource.ParseProperties(h, "")
	p.ContentMD5, _ = ParseMD5(h, "Content-MD5")
	return p
}
