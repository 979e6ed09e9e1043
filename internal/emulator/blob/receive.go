package blob

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"hash/crc64"
	"io"
	"net/http"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
)

const mebibyte = 1 << 20

// received is the body of a request, kept as an extent. An empty body has no extent.
type received struct {
	extent extent.ID
	size   int64
	md5    []byte // nil unless it was asked for
	crc64  []byte // nil when an MD5 was sent instead
	// structured is whether it came as a structured body.
	structured bool
}

// segments returns the body as the only segment of a blob.
func (b received) segments() []segment {
	if b.size == 0 {
		return nil
	}
	return []segment{{Extent: b.extent, Size: b.size}}
}

// writeSums sets the headers of the checksums that were computed.
func (b received) writeSums(h http.Header) {
	if b.md5 != nil {
		h.Set("Content-MD5", base64.StdEncoding.EncodeToString(b.md5))
	}
	if b.crc64 != nil {
		h.Set("x-ms-content-crc64", base64.StdEncoding.EncodeToString(b.crc64))
	}
	if b.structured {
		h.Set(structured.Header, structured.Type)
	}
}

// checkBody returns an error when the body of a request has no content.
func checkBody(r *service.Request) error {
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

// receive keeps the body of a request, of at most limit bytes, and verifies the checksums that came with it. The body
// is kept whatever becomes of the request: the caller discards it when the operation fails.
func (s *Service) receive(r *service.Request, limit int64, wantMD5 bool) (received, error) {
	size, isStructured, err := structured.ContentLength(r.HTTP)
	if err != nil {
		return received{}, err
	}
	if r.HTTP.ContentLength < 0 {
		return received{}, rest.New(rest.MissingContentLengthHeader)
	}
	if size > limit {
		return received{}, rest.New(rest.RequestBodyTooLarge)
	}
	sums, err := newChecksums(r.HTTP.Header, "Content-MD5", "x-ms-content-crc64", wantMD5)
	if err != nil {
		return received{}, err
	}
	if !isStructured {
		return s.keep(io.TeeReader(r.HTTP.Body, sums), size, sums)
	}
	content := structured.NewReader(r.HTTP.Body, r.HTTP.ContentLength, size)
	body, err := s.keep(io.TeeReader(content, sums), size, sums)
	if err != nil {
		return received{}, err
	}
	if err := content.Verify(); err != nil {
		s.discard(body)
		return received{}, err
	}
	body.structured = true
	return body, nil
}

// keep keeps the next size bytes of a reader that writes to the checksums, and verifies them.
func (s *Service) keep(reader io.Reader, size int64, sums *checksums) (received, error) {
	body := received{size: size}
	if size > 0 {
		var err error
		if body.extent, err = s.extents.Write(reader, size); err != nil {
			return received{}, err
		}
	}
	if err := sums.verify(); err != nil {
		s.discard(body)
		return received{}, err
	}
	body.md5, body.crc64 = sums.sum(), sums.crc()
	return body, nil
}

// discard frees a body that nothing refers to.
func (s *Service) discard(b received) {
	if b.extent != "" {
		// What can't be removed only takes up space.
		_ = s.extents.Remove(b.extent)
	}
}

// checksums computes what must be compared with the headers of a request, and nothing else.
type checksums struct {
	md5                hash.Hash // nil when it is not needed
	crc64              hash.Hash64
	sentMD5, sentCRC64 []byte
}

// newChecksums returns what computes the checksums for the headers of these names, and the MD5 if that is wanted.
func newChecksums(h http.Header, md5Name, crcName string, wantMD5 bool) (*checksums, error) {
	c := new(checksums)
	var err error
	if c.sentMD5, err = parseMD5(h, md5Name); err != nil {
		return nil, err
	}
	if value := h.Get(crcName); value != "" {
		if c.sentCRC64, err = base64.StdEncoding.DecodeString(value); err != nil || len(c.sentCRC64) != crc64.Size {
			return nil, rest.BadHeader(crcName, value)
		}
	}
	if c.sentMD5 != nil && c.sentCRC64 != nil {
		return nil, rest.New(rest.BothCRC64AndMD5HeaderPresent)
	}
	if c.sentMD5 == nil { // the service then answers with it
		c.crc64 = structured.NewCRC64()
	}
	if wantMD5 || c.sentMD5 != nil {
		c.md5 = md5.New()
	}
	return c, nil
}

// parseMD5 reads a header that holds an MD5; nil when there is none.
func parseMD5(h http.Header, name string) ([]byte, error) {
	value := h.Get(name)
	if value == "" {
		return nil, nil
	}
	sum, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(sum) != md5.Size {
		return nil, rest.New(rest.InvalidMD5)
	}
	return sum, nil
}

// sum returns the MD5, nil when none is computed.
func (c *checksums) sum() []byte {
	if c.md5 == nil {
		return nil
	}
	return c.md5.Sum(nil)
}

// crc returns the CRC-64 in the service's order of bytes, nil when none is computed.
func (c *checksums) crc() []byte {
	if c.crc64 == nil {
		return nil
	}
	return binary.LittleEndian.AppendUint64(nil, c.crc64.Sum64())
}

// wanted reports whether there is anything to compare, or an MD5 to compute.
func (c *checksums) wanted() bool { return c.md5 != nil || c.sentCRC64 != nil }

func (c *checksums) Write(p []byte) (int, error) {
	if c.md5 != nil {
		c.md5.Write(p)
	}
	if c.crc64 != nil {
		c.crc64.Write(p)
	}
	return len(p), nil
}

func (c *checksums) verify() error {
	if c.sentMD5 != nil && !bytes.Equal(c.md5.Sum(nil), c.sentMD5) {
		return rest.Mismatch(rest.MD5Mismatch, c.sentMD5, c.md5.Sum(nil))
	}
	if sum := c.crc(); c.sentCRC64 != nil && !bytes.Equal(sum, c.sentCRC64) {
		return rest.Mismatch(rest.CRC64Mismatch, c.sentCRC64, sum)
	}
	return nil
}
