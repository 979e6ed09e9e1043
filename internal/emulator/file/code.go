package file

import (
	"net/http"

	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
)

// The codes of the File service: see https://learn.microsoft.com/rest/api/storageservices/file-service-error-codes.
const (
	codeConditionHeadersNotSupported       rest.Code = "ConditionHeadersNotSupported"
	codeDirectoryNotEmpty                  rest.Code = "DirectoryNotEmpty"
	codeInvalidFileOrDirectoryPathName     rest.Code = "InvalidFileOrDirectoryPathName"
	codeNoPendingCopyOperation             rest.Code = "NoPendingCopyOperation"
	codeParentNotFound                     rest.Code = "ParentNotFound"
	codePendingCopyOperation               rest.Code = "PendingCopyOperation"
	codePreviousSnapshotNotFound           rest.Code = "PreviousSnapshotNotFound"
	codeReadOnlyAttribute                  rest.Code = "ReadOnlyAttribute"
	codeResourceAlreadyExists              rest.Code = "ResourceAlreadyExists"
	codeResourceTypeMismatch               rest.Code = "ResourceTypeMismatch"
	codeShareAlreadyExists                 rest.Code = "ShareAlreadyExists"
	codeShareBeingDeleted                  rest.Code = "ShareBeingDeleted"
	codeShareHasSnapshots                  rest.Code = "ShareHasSnapshots"
	codeShareNotFound                      rest.Code = "ShareNotFound"
	codeShareSizeLimitReached              rest.Code = "ShareSizeLimitReached"
	codeShareSnapshotOperationNotSupported rest.Code = "ShareSnapshotOperationNotSupported"
	codeLeaseIDMismatchWithFile            rest.Code = "LeaseIdMismatchWithFileOperation"
	codeLeaseIDMismatchWithShare           rest.Code = "LeaseIdMismatchWithShareOperation"
	codeLeaseNotPresentWithFile            rest.Code = "LeaseNotPresentWithFileOperation"
	codeLeaseNotPresentWithShare           rest.Code = "LeaseNotPresentWithShareOperation"
)

// Refusals returns the codes that the service refuses requests with, and that it does so in XML.
func (s *Service) Refusals() (rest.Codes, rest.Format) { return s.codes, rest.XMLDocument }

func codes() rest.Codes {
	return rest.CommonCodes().With(lease.ErrorCodes(), rest.Codes{
		http.StatusBadRequest: {
			codeConditionHeadersNotSupported:       "Condition headers are not supported.",
			codeInvalidFileOrDirectoryPathName:     "File or directory path name is too long.",
			codeShareSnapshotOperationNotSupported: "The operation is not supported on a share snapshot.",
		},
		http.StatusNotFound: {
			codeParentNotFound: "The specified parent path does not exist.",
			codeShareNotFound:  "The specified share does not exist.",
		},
		http.StatusConflict: {
			codeDirectoryNotEmpty:        "The specified directory is not empty.",
			codeNoPendingCopyOperation:   "There is currently no pending copy operation.",
			codePendingCopyOperation:     "There is currently a pending copy operation.",
			codePreviousSnapshotNotFound: "The previous snapshot is not found.",
			codeReadOnlyAttribute:        "The specified resource is read-only and cannot be modified at this time.",
			codeResourceAlreadyExists:    "The specified resource already exists.",
			codeResourceTypeMismatch:     "The resource type specified in the request does not match the existing resource.",
			codeShareAlreadyExists:       "The specified share already exists.",
			codeShareBeingDeleted:        "The specified share is being deleted. Try operation later.",
			codeShareHasSnapshots:        "The share has snapshots and the operation requires no snapshots.",
			codeShareSizeLimitReached:    "The share size limit has been reached.",
		},
		http.StatusPreconditionFailed: {
			codeLeaseIDMismatchWithFile:  "The lease ID specified did not match the lease ID for the file.",
			codeLeaseIDMismatchWithShare: "The lease ID specified did not match the lease ID for the share.",
			codeLeaseNotPresentWithFile:  "There is currently no lease on the file.",
			codeLeaseNotPresentWithShare: "There is currently no lease on the share.",
		},
	})
}
