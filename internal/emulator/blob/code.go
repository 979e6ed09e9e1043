package blob

import (
	"net/http"

	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
)

// The codes of the Blob service: see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
const (
	codeAppendPositionConditionNotMet         rest.Code = "AppendPositionConditionNotMet"
	codeMaxBlobSizeConditionNotMet            rest.Code = "MaxBlobSizeConditionNotMet"
	codeBlobAlreadyExists                     rest.Code = "BlobAlreadyExists"
	codeBlobNotFound                          rest.Code = "BlobNotFound"
	codeBlockCountExceedsLimit                rest.Code = "BlockCountExceedsLimit"
	codeBlockListTooLong                      rest.Code = "BlockListTooLong"
	codeCopyIDMismatch                        rest.Code = "CopyIdMismatch"
	codeNoPendingCopyOperation                rest.Code = "NoPendingCopyOperation"
	codePendingCopyOperation                  rest.Code = "PendingCopyOperation"
	codeSourceConditionNotMet                 rest.Code = "SourceConditionNotMet"
	codeContainerAlreadyExists                rest.Code = "ContainerAlreadyExists"
	codeContainerNotFound                     rest.Code = "ContainerNotFound"
	codeInvalidBlobOrBlock                    rest.Code = "InvalidBlobOrBlock"
	codeInvalidBlobType                       rest.Code = "InvalidBlobType"
	codeInvalidBlockID                        rest.Code = "InvalidBlockId"
	codeInvalidBlockList                      rest.Code = "InvalidBlockList"
	codeInvalidSourceBlobType                 rest.Code = "InvalidSourceBlobType"
	codeInvalidPageRange                      rest.Code = "InvalidPageRange"
	codeSequenceNumberConditionNotMet         rest.Code = "SequenceNumberConditionNotMet"
	codeSnapshotsPresent                      rest.Code = "SnapshotsPresent"
	codeSequenceNumberIncrementTooLarge       rest.Code = "SequenceNumberIncrementTooLarge"
	codeUnauthorizedBlobOverwrite             rest.Code = "UnauthorizedBlobOverwrite"
	codeLeaseIDMismatchWithBlobOperation      rest.Code = "LeaseIdMismatchWithBlobOperation"
	codeLeaseIDMismatchWithContainerOperation rest.Code = "LeaseIdMismatchWithContainerOperation"
	codeLeaseNotPresentWithBlobOperation      rest.Code = "LeaseNotPresentWithBlobOperation"
	codeLeaseNotPresentWithContainerOperation rest.Code = "LeaseNotPresentWithContainerOperation"
)

// Refusals returns the codes that the service refuses requests with, and that it does so in XML.
func (s *Service) Refusals() (rest.Codes, rest.Format) { return s.codes, rest.XMLDocument }

func codes() rest.Codes {
	return rest.CommonCodes().With(lease.ErrorCodes(), rest.Codes{
		http.StatusBadRequest: {
			codeBlockListTooLong:   "The block list may not contain more than 50,000 blocks.",
			codeInvalidBlobOrBlock: "The specified blob or block content is invalid.",
			codeInvalidBlockID:     "The specified block ID is invalid. The block ID must be Base64-encoded.",
			codeInvalidBlockList:   "The specified block list is invalid.",
		},
		http.StatusForbidden: {
			codeUnauthorizedBlobOverwrite: "This request is not authorized to perform blob overwrites.",
		},
		http.StatusNotFound: {
			codeBlobNotFound:      "The specified blob does not exist.",
			codeContainerNotFound: "The specified container does not exist.",
		},
		http.StatusConflict: {
			codeBlobAlreadyExists:               "The specified blob already exists.",
			codeBlockCountExceedsLimit:          "The uncommitted block count cannot exceed the maximum limit of 100,000 blocks.",
			codeContainerAlreadyExists:          "The specified container already exists.",
			codeCopyIDMismatch:                  "The specified copy ID did not match the copy ID for the pending copy operation.",
			codeInvalidBlobType:                 "The blob type is invalid for this operation.",
			codeInvalidSourceBlobType:           "The copy source blob type is invalid for this operation.",
			codeNoPendingCopyOperation:          "There is currently no pending copy operation.",
			codePendingCopyOperation:            "There is currently a pending copy operation.",
			codeSequenceNumberIncrementTooLarge: "The sequence number increment cannot be performed because it would result in overflow of the sequence number.",
			codeSnapshotsPresent:                "This operation is not permitted while the blob has snapshots.",
		},
		http.StatusPreconditionFailed: {
			codeAppendPositionConditionNotMet:         "The append position condition specified was not met.",
			codeLeaseIDMismatchWithBlobOperation:      "The lease ID specified did not match the lease ID for the blob.",
			codeLeaseIDMismatchWithContainerOperation: "The lease ID specified did not match the lease ID for the container.",
			codeLeaseNotPresentWithBlobOperation:      "There is currently no lease on the blob.",
			codeLeaseNotPresentWithContainerOperation: "There is currently no lease on the container.",
			codeMaxBlobSizeConditionNotMet:            "The max blob size condition specified was not met.",
			codeSequenceNumberConditionNotMet:         "The sequence number condition specified was not met.",
			codeSourceConditionNotMet:                 "The source condition specified using HTTP conditional header(s) is not met.",
		},
		http.StatusRequestedRangeNotSatisfiable: {
			codeInvalidPageRange: "The page range specified is invalid.",
		},
	})
}
