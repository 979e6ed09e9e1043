package blob

import (
	"testing"

	"azcopy/internal/emulator/rest"
)

// The statuses of https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
func TestStatusesOfCodes(t *testing.T) {
	for status, all := range map[int][]rest.Code{
		400: {codeBlockListTooLong, codeInvalidBlobOrBlock, codeInvalidBlockID, codeInvalidBlockList},
		403: {codeUnauthorizedBlobOverwrite},
		404: {codeBlobNotFound, codeContainerNotFound},
		409: {codeBlobAlreadyExists, codeBlockCountExceedsLimit, codeContainerAlreadyExists, codeInvalidBlobType},
		412: {codeLeaseNotPresentWithBlobOperation, "LeaseIdMissing", rest.ConditionNotMet},
		416: {codeInvalidPageRange},
	} {
		for _, code := range all {
			if e := rest.New(code).Complete(codes()); e.Status != status || e.Message == "" {
				t.Errorf("%s is answered with %d %q, want %d", code, e.Status, e.Message, status)
			}
		}
	}
}
