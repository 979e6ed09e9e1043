package blob

import (
	"context"
	"crypto/md5"
	"strconv"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// description reads what a service says about a blob.
type description struct{ azure.Description }

func newDescription() description { return description{azure.Description{Kind: "blob"}} }

func (d *description) blobType(text string) storage.BlobType {
	switch t := storage.BlobType(text); t {
	case storage.BlockBlob, storage.PageBlob, storage.AppendBlob:
		return t
	}
	d.Odd("BlobType", text, "a type of blob that this program knows")
	return ""
}

func (d *description) sequenceNumber(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		d.Odd("x-ms-blob-sequence-number", text, "a sequence number")
	}
	return int64(n)
}

// snapshot returns the time stamp of a snapshot as it is. It becomes part of URLs and file names.
func (d *description) snapshot(text string) string {
	if text == "" {
		return ""
	}
	if _, err := time.Parse(sdkblob.SnapshotTimeFormat, text); err != nil {
		d.Odd("Snapshot", text, "the time stamp of a snapshot")
	}
	return text
}

// properties asks for a blob's properties (Get Blob Properties). The size, the type, the time of the last change and the
// ETag, which every blob has, are set.
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
	d := newDescription()
	switch {
	case p.ContentLength == nil:
		d.Missing("Content-Length")
	case *p.ContentLength < 0 || *p.ContentLength > storage.MaxSize:
		d.Odd("Content-Length", strconv.FormatInt(*p.ContentLength, 10), "the size of a blob")
	case p.LastModified == nil:
		d.Missing("Last-Modified")
	case p.LastModified.Unix() < 0:
		d.Odd("Last-Modified", p.LastModified.String(), "a time at which a blob can have changed")
	case azure.Value(p.ETag) == "":
		d.Missing("ETag")
	case p.BlobType == nil:
		d.Missing("x-ms-blob-type")
	case len(p.ContentMD5) != 0 && len(p.ContentMD5) != md5.Size:
		d.Fail("the service's Content-MD5 has %d bytes; an MD5 has %d", len(p.ContentMD5), md5.Size)
	case azure.Value(p.BlobSequenceNumber) < 0:
		d.Odd("x-ms-blob-sequence-number", strconv.FormatInt(*p.BlobSequenceNumber, 10), "a sequence number")
	default:
		d.blobType(string(*p.BlobType))
	}
	return d.Err
}
