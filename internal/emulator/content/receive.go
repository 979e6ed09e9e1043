package content

import (
	"encoding/base64"
	"io"
	"net/http"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
)

// Store keeps contents: their segments in an index, and their bytes in extents.
type Store struct {
	index   index.Index
	extents extent.Store
}

// NewStore returns a store that keeps its records in an index.
func NewStore(i index.Index, e extent.Store) *Store { return &Store{i, e} }

// Body is the body of a request, kept as an extent. An empty body has no extent.
type Body struct {
	Extent extent.ID
	Size   int64
	MD5    []byte // nil unless it was asked for
	crc64  []byte // nil when an MD5 was sent instead
	// structured is whether it came as a structured body.
	structured bool
}

// Segments returns the body as the only segment of a content.
func (b Body) Segments() []Segment {
	if b.Size == 0 {
		return nil
	}
	return []Segment{{Extent: b.Extent, Size: b.Size}}
}

// CRC64 returns the CRC-64 in the service's order of bytes; nil when an MD5 was sent instead.
func (b Body) CRC64() []byte { return b.crc64 }

// WriteSums sets the headers of the checksums that were computed.
func (b Body) WriteSums(h http.Header) {
	if b.MD5 != nil {
		h.Set("Content-MD5", base64.StdEncoding.EncodeToString(b.MD5))
	}
	if b.crc64 != nil {
		h.Set("x-ms-content-crc64", base64.StdEncoding.EncodeToString(b.crc64))
	}
	if b.structured {
		h.Set(structured.Header, structured.Type)
	}
}

// CheckBody returns an error when the body of a request has no content.
func CheckBody(r *service.Request) error {
	size, isStructured, err := structured.ContentLength(r.HTTP)
	switch {
	case err != nil:
		return err
	case size == 0 && isStructured:
		return rest.BadHeader(structured.LengthHeader, "0")
	case size == 0:
		return rest.BadHeader("Content-Length", "0")
	}
	return nil
}

// Receive keeps the body of a request, of at most limit bytes, and verifies the checksums that came with it. The body
// is kept whatever becomes of the request: the caller discards it when the operation fails.
func (s *Store) Receive(r *service.Request, limit int64, wantMD5 bool) (Body, error) {
	size, isStructured, err := structured.ContentLength(r.HTTP)
	if err != nil {
		return Body{}, err
	}
	if r.HTTP.ContentLength < 0 {
		return Body{}, rest.New(rest.MissingContentLengthHeader)
	}
	if size > limit {
		return Body{}, rest.New(rest.RequestBodyTooLarge)
	}
	sums, err := NewChecksums(r.HTTP.Header, "Content-MD5", "x-ms-content-crc64", wantMD5)
	if err != nil {
		return Body{}, err
	}
	if !isStructured {
		return s.Keep(io.TeeReader(r.HTTP.Body, sums), size, sums)
	}
	content := structured.NewReader(r.HTTP.Body, r.HTTP.ContentLength, size)
	body, err := s.Keep(io.TeeReader(content, sums), size, sums)
	if err != nil {
		return Body{}, err
	}
	if err := content.Verify(); err != nil {
		s.Discard(body)
		return Body{}, err
	}
	body.structured = true
	return body, nil
}

// Keep keeps the next size bytes of a reader that writes to the checksums, and verifies them.
func (s *Store) Keep(reader io.Reader, size int64, sums *Checksums) (Body, error) {
	body := Body{Size: size}
	if size > 0 {
		var err error
		if body.Extent, err = s.extents.Write(reader, size); err != nil {
			return Body{}, err
		}
	}
	if err := sums.Verify(); err != nil {
		s.Discard(body)
		return Body{}, err
	}
	body.MD5, body.crc64 = sums.sum(), sums.crc()
	return body, nil
}

// Discard frees a body that nothing refers to.
func (s *Store) Discard(b Body) {
	if b.Extent != "" {
		// What can't be removed only takes up space.
		_ = s.extents.Remove(b.Extent)
	}
}
