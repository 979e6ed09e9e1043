package blob

import (
	"bytes"
	"crypto/md5"
	"net/url"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/storage"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// copied is a blob as the destination of the last copy to it.
type copied struct{ sdkblob.GetPropertiesResponse }

func (c copied) isPending() bool { return value(c.CopyStatus) == sdkblob.CopyStatusTypePending }

// isFrom reports whether the source of the copy is the one that the link leads to.
func (c copied) isFrom(link storage.Secret) bool {
	return sameSource(value(c.CopySource), link.Reveal())
}

func (c copied) isComplete(obj storage.Object) bool {
	return value(c.CopyStatus) == sdkblob.CopyStatusTypeSuccess && value(c.ContentLength) == obj.Size
}

func (c copied) hasMD5(obj storage.Object) bool {
	sum := obj.Props.ContentMD5
	return len(sum) == md5.Size && bytes.Equal(c.ContentMD5, sum)
}

// isUnchanged reports whether nothing has been written since the copy. Pages can be written, and the service still
// reports the blob as the copy, with its MD5.
func (c copied) isUnchanged() bool {
	const apart = time.Second // the two times of one event
	return !value(c.LastModified).After(value(c.CopyCompletionTime).Add(apart))
}

// isOf reports whether the copy is younger than the source as it is now.
func (c copied) isOf(obj storage.Object) bool {
	made, changed := value(c.CopyCompletionTime), obj.ModTime.Truncate(time.Second)
	return made.After(changed) || made.Equal(changed) && obj.Props.BlobType != storage.PageBlob && c.hasMD5(obj)
}

// progress returns the bytes copied so far of an object of this size, which x-ms-copy-progress has as 10/100; 0 when it has
// something else.
func (c copied) progress(size int64) int64 {
	done, total, _ := strings.Cut(value(c.CopyProgress), "/")
	n, errDone := strconv.ParseUint(done, 10, 63)
	of, errTotal := strconv.ParseUint(total, 10, 63)
	if errDone != nil || errTotal != nil || n > of {
		return 0
	}
	return min(int64(n), size)
}

// source returns the source's URL without what authorized to read it.
func (c copied) source() string {
	u, err := url.Parse(value(c.CopySource))
	if err != nil {
		return "an unknown source"
	}
	snapshot := u.Query().Get("snapshot")
	u.RawQuery, u.User, u.Fragment = "", nil, ""
	if snapshot != "" {
		u.RawQuery = "snapshot=" + url.QueryEscape(snapshot)
	}
	return u.String()
}

// sameSource reports whether two URLs name the same blob or snapshot. The rest of their queries may differ from run to
// run: the service hides signatures, and those of links contain the time.
func sameSource(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && a != "" && hostPort(x) == hostPort(y) && x.Path == y.Path &&
		x.Query().Get("snapshot") == y.Query().Get("snapshot")
}

func hostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	return strings.ToLower(u.Hostname()) + ":" + port
}
