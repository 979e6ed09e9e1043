package blob

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// description reads what a service says of a blob, and keeps the first error. A value that is not what it must be reads as
// zero, which is of no use beside the error.
type description struct{ err error }

func (d *description) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

// odd reports a value that is not what it must be.
func (d *description) odd(name, value, want string) {
	d.fail(`the service's %s "%s" is not %s`, name, azure.OneLine(value), want)
}

// optional returns the text of an element that occurs once, or not at all.
func (d *description) optional(name string, s single) string {
	if s.times > 1 {
		d.fail("the service's description of the blob has %s %d times", name, s.times)
	}
	return s.text
}

// required returns the text of an element that occurs once.
func (d *description) required(name string, s single) string {
	if s.text == "" {
		d.missing(name)
	}
	return d.optional(name, s)
}

func (d *description) missing(name string) {
	d.fail("the service's description of the blob has no %s", name)
}

func (d *description) size(text string) int64 {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || n > storage.MaxSize {
		d.odd("Content-Length", text, "the size of a blob")
		return 0
	}
	return int64(n)
}

// modified returns the time of a change. The services are younger than 1970.
func (d *description) modified(text string) time.Time {
	t, err := http.ParseTime(text)
	if err != nil || t.Unix() < 0 {
		d.odd("Last-Modified", text, "a time at which a blob can have changed")
		return time.Time{}
	}
	return t.UTC()
}

func (d *description) blobType(text string) storage.BlobType {
	switch t := storage.BlobType(text); t {
	case storage.BlockBlob, storage.PageBlob, storage.AppendBlob:
		return t
	}
	d.odd("BlobType", text, "a type of blob that this program knows")
	return ""
}

// sum returns an MD5, or nil when there is none.
func (d *description) sum(text string) []byte {
	if text == "" {
		return nil
	}
	sum, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(sum) != md5.Size {
		d.odd("Content-MD5", text, "an MD5 in base64")
		return nil
	}
	return sum
}

func (d *description) sequenceNumber(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		d.odd("x-ms-blob-sequence-number", text, "a sequence number")
	}
	return int64(n)
}

// snapshot returns the time stamp of a snapshot as it is. It becomes part of URLs and of names of files.
func (d *description) snapshot(text string) string {
	if text == "" {
		return ""
	}
	if _, err := time.Parse(sdkblob.SnapshotTimeFormat, text); err != nil {
		d.odd("Snapshot", text, "the time stamp of a snapshot")
	}
	return text
}

// properties asks for a blob's properties (Get Blob Properties). What every blob has is there: the size, the type, the time of
// the last change and the ETag.
func (c *Container) properties(ctx context.Context, verb, name string) (sdkblob.GetPropertiesResponse, error) {
	op := c.op(verb, name)
	resp, err := c.client.NewBlobClient(c.fullName(name)).GetProperties(ctx, nil)
	if err = azure.Classify(op, err); err == nil {
		err = azure.Classify(op, check(resp))
	}
	return resp, err
}

// check returns an error for properties that no blob can have. The SDK has read the numbers and times.
func check(p sdkblob.GetPropertiesResponse) error {
	var d description
	switch {
	case p.ContentLength == nil:
		d.missing("Content-Length")
	case *p.ContentLength < 0 || *p.ContentLength > storage.MaxSize:
		d.odd("Content-Length", strconv.FormatInt(*p.ContentLength, 10), "the size of a blob")
	case p.LastModified == nil:
		d.missing("Last-Modified")
	case p.LastModified.Unix() < 0:
		d.odd("Last-Modified", p.LastModified.String(), "a time at which a blob can have changed")
	case azure.Value(p.ETag) == "":
		d.missing("ETag")
	case p.BlobType == nil:
		d.missing("x-ms-blob-type")
	case len(p.ContentMD5) != 0 && len(p.ContentMD5) != md5.Size:
		d.fail("the service's Content-MD5 has %d bytes; an MD5 has %d", len(p.ContentMD5), md5.Size)
	case azure.Value(p.BlobSequenceNumber) < 0:
		d.odd("x-ms-blob-sequence-number", strconv.FormatInt(*p.BlobSequenceNumber, 10), "a sequence number")
	default:
		d.blobType(string(*p.BlobType))
	}
	return d.err
}
