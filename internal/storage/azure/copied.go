package azure

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/storage"
)

// Copied describes an object as the destination of the last copy to it, as Get Blob Properties and Get File Properties do.
type Copied struct {
	ETag      string
	Size      int64 // bytes
	MD5       []byte
	Modified  time.Time // when the object was last written
	ID        string
	Status    string // "pending", "success", "failed" or "aborted"; empty for what is not a copy
	Reason    string // of the status
	Source    string // URL
	Progress  string // such as 10/100
	Completed time.Time
}

const pendingCopy, completeCopy = "pending", "success"

// IsPending reports whether the service is still copying.
func (c Copied) IsPending() bool { return c.Status == pendingCopy }

// IsFrom reports whether the source of the copy is the one that the link leads to.
func (c Copied) IsFrom(link storage.Secret) bool { return SameSource(c.Source, link.Reveal()) }

// IsOf reports whether the object is a complete copy that was made after the last change of obj and not written to since. The
// service's times are in whole seconds, so the MD5 decides what happened within one; pages can be written without it, and
// the service still reports the blob as the copy.
func (c Copied) IsOf(obj storage.Object) bool {
	const apart = time.Second // the two times of one event
	changed, sum := obj.ModTime.Truncate(time.Second), obj.Props.ContentMD5
	hasMD5 := obj.Props.BlobType != storage.PageBlob && len(sum) == md5.Size && bytes.Equal(c.MD5, sum)
	return c.Status == completeCopy && c.Size == obj.Size && !c.Modified.After(c.Completed.Add(apart)) &&
		(c.Completed.After(changed) || c.Completed.Equal(changed) && hasMD5)
}

// CopyStatus returns the status of the copy of obj to dest, which is a URL. The error is of kind Other when the last copy has
// another ID or failed, and of kind Changed when the service found the source changed. It has the words that AzCopy has always
// had for it, with .NET's spelling of the states.
func (c Copied) CopyStatus(op, dest string, obj storage.Object, id string) (storage.CopyStatus, error) {
	if c.ID != id {
		return storage.CopyStatus{}, storage.Errorf(op, storage.Other, "The local copy id is different from the one returned from the server.")
	}
	status := storage.CopyStatus{ID: c.ID, Copied: CopyProgress(c.Progress, obj.Size)}
	switch {
	case c.IsPending():
		return status, nil
	case c.Status == completeCopy && c.Size == obj.Size:
		status.Copied, status.Done = obj.Size, true
		return status, nil
	case c.Status == completeCopy:
		return storage.CopyStatus{}, storage.Errorf(op, storage.Changed,
			"the copy has %d bytes, but the source had %d when it was listed", c.Size, obj.Size)
	}
	kind, reason, state := storage.Other, OneLine(c.Reason), c.Status
	if strings.HasPrefix(reason, "412") {
		kind = storage.Changed
	}
	if state != "" {
		state = strings.ToUpper(state[:1]) + state[1:]
	}
	return storage.CopyStatus{}, storage.Errorf(op, kind, `Failed to copy from "%s" to "%s". Copy status: %s; Description: %s.`,
		ShownSource(c.Source), dest, OneLine(state), reason)
}

// CompleteCopy returns the status of a copy that the service answered is complete, from a look at it and the error of the look.
// A caller that may only write can't look, and relies on the answer. What is not there yet is still to be looked at.
func CompleteCopy(id string, size int64, looked storage.CopyStatus, err error) (storage.CopyStatus, error) {
	switch storage.KindOf(err) {
	case storage.Denied:
		return storage.CopyStatus{ID: id, Copied: size, Done: true}, nil
	case storage.NotFound:
		return storage.CopyStatus{ID: id}, nil
	}
	return looked, err
}

// maxLink is the length in bytes that the services permit for the URL of a copy's source.
const maxLink = 2 << 10

// CopyNotStarted adds what can be done to the classified refusal to start a copy; pending is whether another one to the
// object, which is a "blob" or "file", is under way.
func CopyNotStarted(err error, link storage.Secret, object string, pending bool) error {
	refused, ok := errors.AsType[*storage.Error](err)
	switch {
	case !ok:
		return err
	case pending:
		return fmt.Errorf("%w Another copy to this %s is under way; wait until it ends, or abort it", err, object)
	case refused.Status == http.StatusBadRequest && len(link) > maxLink:
		return fmt.Errorf("%w The URL of the source has %d bytes, its SAS included, and the service accepts %d; /SyncCopy needs no URL",
			err, len(link), maxLink)
	case refused.Kind == storage.Changed:
		return SourceChanged(err)
	}
	return err
}
