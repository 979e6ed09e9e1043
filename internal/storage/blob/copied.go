package blob

import (
	"bytes"
	"crypto/md5"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// copied is a blob as the destination of the last copy to it.
type copied struct{ sdkblob.GetPropertiesResponse }

func (c copied) isPending() bool { return azure.Value(c.CopyStatus) == sdkblob.CopyStatusTypePending }

// isFrom reports whether the source of the copy is the one that the link leads to.
func (c copied) isFrom(link storage.Secret) bool {
	return azure.SameSource(azure.Value(c.CopySource), link.Reveal())
}

func (c copied) isComplete(obj storage.Object) bool {
	return azure.Value(c.CopyStatus) == sdkblob.CopyStatusTypeSuccess && azure.Value(c.ContentLength) == obj.Size
}

func (c copied) hasMD5(obj storage.Object) bool {
	sum := obj.Props.ContentMD5
	return len(sum) == md5.Size && bytes.Equal(c.ContentMD5, sum)
}

// isUnchanged reports whether nothing has been written since the copy. Pages can be written, and the service still
// reports the blob as the copy, with its MD5.
func (c copied) isUnchanged() bool {
	const apart = time.Second // the two times of one event
	return !azure.Value(c.LastModified).After(azure.Value(c.CopyCompletionTime).Add(apart))
}

// isOf reports whether the copy was made after the last change of the source.
func (c copied) isOf(obj storage.Object) bool {
	made, changed := azure.Value(c.CopyCompletionTime), obj.ModTime.Truncate(time.Second)
	return made.After(changed) || made.Equal(changed) && obj.Props.BlobType != storage.PageBlob && c.hasMD5(obj)
}
