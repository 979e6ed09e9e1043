package fileshare

import (
	"context"
	"net/http"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
)

var _ storage.Copier = (*Share)(nil)

// StartCopy starts a copy by the service (Copy File), which keeps the properties and metadata of the source. Within an account it
// is usually complete when the service answers.
//
// The service takes no conditions, neither on the source nor on the file that is replaced: obj.ETag is the caller's to look at
// again. A request that was repeated, and is carried out late, copies the same source once more.
func (s *Share) StartCopy(ctx context.Context, obj storage.Object, link storage.Secret) (storage.CopyStatus, error) {
	if err := s.names.claim(s.op("start the copy to", obj.Name), obj.Name); err != nil {
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
		there, looking := s.copied(ctx, obj.Name)
		if looking == nil && there.IsFrom(link) && there.IsPending() {
			return s.statusOf(obj, there, there.ID)
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

// started checks a copy that was complete at once.
func (s *Share) started(ctx context.Context, obj storage.Object, resp file.StartCopyFromURLResponse) (storage.CopyStatus, error) {
	status := storage.CopyStatus{ID: azure.Value(resp.CopyID)}
	if azure.Value(resp.CopyStatus) != file.CopyStatusTypeSuccess {
		return status, nil
	}
	looked, err := s.CopyStatus(ctx, obj, status.ID)
	return azure.CompleteCopy(status.ID, obj.Size, looked, err)
}

// CopyStatus asks for the file's properties (Get File Properties), which describe the last copy to it.
func (s *Share) CopyStatus(ctx context.Context, obj storage.Object, id string) (storage.CopyStatus, error) {
	there, err := s.copied(ctx, obj.Name)
	if err != nil {
		return storage.CopyStatus{}, err
	}
	return s.statusOf(obj, there, id)
}

func (s *Share) statusOf(obj storage.Object, there azure.Copied, id string) (storage.CopyStatus, error) {
	return there.CopyStatus(s.op("copy to", obj.Name), s.location.Join(obj.Name), obj, id)
}

// Copied checks what the service says about the last copy to the file (Get File Properties).
func (s *Share) Copied(ctx context.Context, obj storage.Object, link storage.Secret) (bool, error) {
	there, err := s.copied(ctx, obj.Name)
	if err != nil {
		return false, err
	}
	return there.IsFrom(link) && there.IsOf(obj), nil
}

// copied looks at the file that a copy has made, or is making.
func (s *Share) copied(ctx context.Context, name string) (azure.Copied, error) {
	resp, err := s.properties(ctx, "look at the copy", name)
	return azure.Copied{
		ETag: string(azure.Value(resp.ETag)), Size: azure.Value(resp.ContentLength), MD5: resp.ContentMD5, Modified: azure.Value(resp.LastModified),
		ID: azure.Value(resp.CopyID), Status: string(azure.Value(resp.CopyStatus)), Reason: azure.Value(resp.CopyStatusDescription),
		Source: azure.Value(resp.CopySource), Progress: azure.Value(resp.CopyProgress), Completed: azure.Value(resp.CopyCompletionTime),
	}, err
}

// notStarted classifies the service's refusal to start a copy; pending is whether another one is under way.
func (s *Share) notStarted(obj storage.Object, link storage.Secret, err error, pending bool) error {
	return azure.CopyNotStarted(azure.Classify(s.op("start the copy to", obj.Name), err), link, "file", pending)
}
