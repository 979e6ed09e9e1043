// Package structured reads and writes structured bodies, which carry the content of a request or of an answer in segments
// with a checksum each: see https://learn.microsoft.com/rest/api/storageservices/structured-body-format.
//
// A body is a header (version, length of the body, flags, number of segments), then the segments (number, length,
// content, CRC-64), and at its end the CRC-64 of the whole content. All numbers are little-endian. The checksums are
// there when the flag says so.
package structured

import (
	"hash"
	"hash/crc64"
	"net/http"
	"strconv"

	"azcopy/internal/emulator/rest"
)

// The headers that announce a structured body, or ask for one.
const (
	Header       = "x-ms-structured-body"
	LengthHeader = "x-ms-structured-content-length"
)

// Type is the only value of Header that is known.
const Type = "XSM/1.0; properties=crc64"

const (
	version       = 1
	headerSize    = 13
	segmentHeader = 10
	checksumSize  = crc64.Size
	flagCRC64     = 1
	maxSegments   = 1<<16 - 1
)

// crcPolynomial is that of x-ms-content-crc64, with the bits reversed as in package crc64.
const crcPolynomial = 0x9a6c9329ac4bc9b5

// NewCRC64 returns the checksum of the storage services.
func NewCRC64() hash.Hash64 { return crc64.New(crc64.MakeTable(crcPolynomial)) }

// Asked reports whether a request announces a structured body, or asks for one.
func Asked(h http.Header) (bool, error) {
	switch value := h.Get(Header); value {
	case "":
		return false, nil
	case Type:
		return true, nil
	default:
		return false, rest.BadHeader(Header, value)
	}
}

// ContentLength returns how much content the body of a request has, and whether the body is structured. A length that is
// not known is negative.
func ContentLength(r *http.Request) (length int64, structured bool, err error) {
	structured, err = Asked(r.Header)
	if err != nil || !structured {
		return r.ContentLength, structured, err
	}
	value := r.Header.Get(LengthHeader)
	if value == "" {
		return 0, true, rest.MissingHeader(LengthHeader)
	}
	length, err = strconv.ParseInt(value, 10, 64)
	if err != nil || length < 0 || r.ContentLength >= 0 && length > r.ContentLength {
		return 0, true, rest.BadHeader(LengthHeader, value)
	}
	for _, name := range []string{"Content-MD5", "x-ms-content-crc64"} {
		if r.Header.Get(name) != "" { // whether it would be of the content or of the body is not documented
			return 0, true, rest.New(rest.UnsupportedHeader, rest.Detail{Name: "HeaderName", Value: name})
		}
	}
	return length, true, nil
}
