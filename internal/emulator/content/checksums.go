package content

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"hash/crc64"
	"net/http"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/structured"
)

// Checksums computes what must be compared with the headers of a request, and nothing else.
type Checksums struct {
	md5                hash.Hash // nil when it is not needed
	crc64              hash.Hash64
	sentMD5, sentCRC64 []byte
}

// NewChecksums returns what computes the checksums for the headers of these names, and the MD5 if that is wanted.
func NewChecksums(h http.Header, md5Name, crcName string, wantMD5 bool) (*Checksums, error) {
	c := new(Checksums)
	var err error
	if c.sentMD5, err = ParseMD5(h, md5Name); err != nil {
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

// ParseMD5 reads a header that holds an MD5; nil when there is none.
func ParseMD5(h http.Header, name string) ([]byte, error) {
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
func (c *Checksums) sum() []byte {
	if c.md5 == nil {
		return nil
	}
	return c.md5.Sum(nil)
}

// crc returns the CRC-64 in the service's order of bytes, nil when none is computed.
func (c *Checksums) crc() []byte {
	if c.crc64 == nil {
		return nil
	}
	return binary.LittleEndian.AppendUint64(nil, c.crc64.Sum64())
}

// Wanted reports whether there is anything to compare, or an MD5 to compute.
func (c *Checksums) Wanted() bool { return c.md5 != nil || c.sentCRC64 != nil }

func (c *Checksums) Write(p []byte) (int, error) {
	if c.md5 != nil {
		c.md5.Write(p)
	}
	if c.crc64 != nil {
		c.crc64.Write(p)
	}
	return len(p), nil
}

// Verify returns an error when what was sent is not what was computed.
func (c *Checksums) Verify() error {
	if c.sentMD5 != nil && !bytes.Equal(c.md5.Sum(nil), c.sentMD5) {
		return rest.Mismatch(rest.MD5Mismatch, c.sentMD5, c.md5.Sum(nil))
	}
	if sum := c.crc(); c.sentCRC64 != nil && !bytes.Equal(sum, c.sentCRC64) {
		return rest.Mismatch(rest.CRC64Mismatch, c.sentCRC64, sum)
	}
	return nil
}
