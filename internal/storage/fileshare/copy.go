package fileshare

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
)

var _ storage.Copier = (*Share)(nil)

// maxLink is the length in bytes that the service permits for the URL of a copy's source.
const maxLink = 2 << 10

// StartCopy begins a copy by the service (Copy File), which takes the properties and metadata of the source. Within an account it
// is complete, as a rule, when the service answers.
//
// The service takes no conditions, neither on the source nor on the file that is replaced: obj.ETag is the caller's to look at
// again. A request that was repeated, and is carried out late, copies the same source once more.
func (s *Share) StartCopy(ctx context.Context, obj storage.Object, link storage.Secret) (storage.CopyStatus, error) {
	if err := s.names.claim(s.op("begin the copy to", obj.Name), obj.Name); err != nil {
		return storage.CopyStatus{}, err
	}
	copying := ctx
	if obj.Props.BlobType == "" {
		copying = context.WithValue(ctx, fromShareKey{}, true)
	}
	var resp file.StartCopyFromURLResponse
	err := s.within(ctx, s.path(obj.Name), func() (err error) {
		resp, err = s.file(obj.Name).StartCopyFromURL(copying, link.Reveal(), s.copyOptions(obj))
		return err
	})
	if err == nil {
		return s.started(ctx, obj, resp)
	}
	pending := fileerror.HasCode(err, "PendingCopyOperation")
	if pending {
		there, looking := s.properties(ctx, "look at the copy", obj.Name)
		if looking == nil && isFrom(there, link) && azure.Value(there.CopyStatus) == file.CopyStatusTypePending {
			return s.statusOf(obj, there)
		}
	}
	return storage.CopyStatus{}, s.notStarted(obj, link, err, pending)
}

// copyOptions returns what the file gets besides what the service takes from the source.
func (s *Share) copyOptions(obj storage.Object) *file.StartCopyFromURLOptions {
	written, kept := s.lastWrite(obj)
	if !kept {
		return nil
	}
	info := &file.CopyFileSMBInfo{LastWriteTime: file.DestinationCopyFileLastWriteTime(written)}
	if obj.Props.BlobType == "" {
		info.Attributes, info.CreationTime = file.SourceCopyFileAttributes{}, file.SourceCopyFileCreationTime{}
	}
	return &file.StartCopyFromURLOptions{CopyFileSMBInfo: info}
}

type fromShareKey struct{}

// sourceDotPolicy keeps the dots at the end of the name of a copy's source, where that is a file of a share: a service that reads
// a blob need not know the header.
type sourceDotPolicy struct{}

// Do implements policy.Policy.
func (sourceDotPolicy) Do(req *policy.Request) (*http.Response, error) {
	if req.Raw().Context().Value(fromShareKey{}) != nil {
		req.Raw().Header["x-ms-source-allow-trailing-dot"] = []string{"true"}
	}
	return req.Next()
}

// started looks at a copy that was complete at once. With a SAS that permits only writing it can't look; then it relies on the
// service's answer.
func (s *Share) started(ctx context.Context, obj storage.Object, resp file.StartCopyFromURLResponse) (storage.CopyStatus, error) {
	status := storage.CopyStatus{ID: azure.Value(resp.CopyID)}
	if azure.Value(resp.CopyStatus) != file.CopyStatusTypeSuccess {
		return status, nil
	}
	verified, err := s.CopyStatus(ctx, obj, status.ID)
	switch storage.KindOf(err) {
	case storage.Denied:
		return storage.CopyStatus{ID: status.ID, Copied: obj.Size, Done: true}, nil
	case storage.NotFound:
		return status, nil
	}
	return verified, err
}

// CopyStatus asks for the file's properties (Get File Properties), which describe the last copy to it.
func (s *Share) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	there, err := s.properties(ctx, "look at the copy", obj.Name)
	if err != nil {
		return storage.CopyStatus{}, err
	}
	if azure.Value(there.CopyID) != id {
		return storage.CopyStatus{}, storage.Errorf(s.op("copy to", obj.Name), storage.Other,
			"The local copy id is different from the one returned from the server.")
	}
	return s.statusOf(obj, there)
}

// Copied looks at what the service says of the last copy to the file (Get File Properties). Its times are in whole seconds, so
// the MD5 must settle what happened within one.
func (s *Share) Copied(ctx context.Context, obj storage.Object, link storage.Secret) (bool, error) {
	const apart = time.Second // the two times of one event
	there, err := s.properties(ctx, "look at the copy", obj.Name)
	if err != nil {
		return false, err
	}
	made, changed, sum := azure.Value(there.CopyCompletionTime), obj.ModTime.Truncate(time.Second), obj.Props.ContentMD5
	complete := azure.Value(there.CopyStatus) == file.CopyStatusTypeSuccess && *there.ContentLength == obj.Size
	unchanged := !there.LastModified.After(made.Add(apart))
	hasMD5 := len(sum) == md5.Size && bytes.Equal(there.ContentMD5, sum)
	return isFrom(there, link) && complete && unchanged && (made.After(changed) || made.Equal(changed) && hasMD5), nil
}

// isFrom reports whether the source of the last copy is the one that the link leads to.
func isFrom(there file.GetPropertiesResponse, link storage.Secret) bool {
	return azure.SameSource(azure.Value(there.CopySource), link.Reveal())
}

func (s *Share) statusOf(obj storage.Object, there file.GetPropertiesResponse) (storage.CopyStatus, error) {
	status := storage.CopyStatus{ID: azure.Value(there.CopyID), Copied: azure.CopyProgress(azure.Value(there.CopyProgress), obj.Size)}
	switch azure.Value(there.CopyStatus) {
	case file.CopyStatusTypePending:
		return status, nil
	case file.CopyStatusTypeSuccess:
		if size := *there.ContentLength; size != obj.Size {
			return storage.CopyStatus{}, storage.Errorf(s.op("copy to", obj.Name), storage.Changed,
				"the copy has %d bytes, and the source had %d when it was listed", size, obj.Size)
		}
		status.Copied, status.Done = obj.Size, true
		return status, nil
	}
	return storage.CopyStatus{}, s.failed(obj, there)
}

// failed words the end of a copy as AzCopy always did, in .NET's spelling of its states.
func (s *Share) failed(obj storage.Object, there file.GetPropertiesResponse) error {
	state := string(azure.Value(there.CopyStatus))
	if state != "" {
		state = strings.ToUpper(state[:1]) + state[1:]
	}
	return storage.Errorf(s.op("copy to", obj.Name), storage.Other, `Failed to copy from "%s" to "%s". Copy status: %s; Description: %s.`,
		azure.ShownSource(azure.Value(there.CopySource)), s.location.Join(obj.Name), azure.OneLine(state),
		azure.OneLine(azure.Value(there.CopyStatusDescription)))
}

// notStarted says what the service's refusal to begin a copy means, pending when another one is under way.
func (s *Share) notStarted(obj storage.Object, link storage.Secret, err error, pending bool) error {
	err = azure.Classify(s.op("begin the copy to", obj.Name), err)
	refused, ok := errors.AsType[*storage.Error](err)
	switch {
	case !ok:
		return err
	case pending:
		return fmt.Errorf("%w Another copy to this file is under way; wait until it has ended, or abort it", err)
	case refused.Status == http.StatusBadRequest && len(link) > maxLink:
		return fmt.Errorf("%w The URL of the source has %d bytes with what authorizes to read it, and the service takes %d; /SyncCopy needs none",
			err, len(link), maxLink)
	}
	return err
}
