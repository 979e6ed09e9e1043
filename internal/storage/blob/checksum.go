package blob

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"hash/crc64"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// crcTable is for the polynomial of x-ms-content-crc64, with the bits reversed as in package crc64.
var crcTable = crc64.MakeTable(0x9A6C9329AC4BC9B5)

// checksum returns the checksum that the service verifies a request's body with: the MD5 when it is known, else a CRC-64,
// which costs less.
func checksum(p, sum []byte) sdkblob.TransferValidationType {
	if len(sum) == md5.Size {
		return sdkblob.TransferValidationTypeMD5(sum)
	}
	return sdkblob.TransferValidationTypeCRC64(crc64.Checksum(p, crcTable))
}

const (
	md5Header   = "Content-MD5"
	crc64Header = "x-ms-content-crc64"
)

// checksumPolicy adds a CRC-64 to each request that has a body and no checksum yet, such as a list of blocks, for which the
// SDK accepts none. It runs before the request is signed.
type checksumPolicy struct{}

func (checksumPolicy) Do(req *policy.Request) (*http.Response, error) {
	h := req.Raw().Header
	if req.Body() == nil || hasHeader(h, md5Header) || hasHeader(h, crc64Header) {
		return req.Next()
	}
	hash := crc64.New(crcTable)
	if _, err := io.Copy(hash, req.Body()); err != nil {
		return nil, err
	}
	if err := req.RewindBody(); err != nil {
		return nil, err
	}
	h.Set(crc64Header, base64.StdEncoding.EncodeToString(binary.LittleEndian.AppendUint64(nil, hash.Sum64())))
	return req.Next()
}

// hasHeader also finds a name that is spelled as the SDK spells it, and not as net/http does: a request with both
// checksums is refused.
func hasHeader(h http.Header, name string) bool {
	_, spelled := h[name]
	return spelled || h.Get(name) != ""
}
