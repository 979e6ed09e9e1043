package lease

import (
	"net/http"

	"azcopy/internal/emulator/rest"
)

// The codes about leases: see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
const (
	codeAlreadyPresent                rest.Code = "LeaseAlreadyPresent"
	codeIDMismatchWithLeaseOperation  rest.Code = "LeaseIdMismatchWithLeaseOperation"
	codeIDMissing                     rest.Code = "LeaseIdMissing"
	codeIsBreakingAndCannotBeAcquired rest.Code = "LeaseIsBreakingAndCannotBeAcquired"
	codeIsBreakingAndCannotBeChanged  rest.Code = "LeaseIsBreakingAndCannotBeChanged"
	codeIsBrokenAndCannotBeRenewed    rest.Code = "LeaseIsBrokenAndCannotBeRenewed"
	codeLost                          rest.Code = "LeaseLost"
	codeNotPresentWithLeaseOperation  rest.Code = "LeaseNotPresentWithLeaseOperation"
)

// ErrorCodes returns the table of these, to which a service adds its Codes.
func ErrorCodes() rest.Codes {
	return rest.Codes{
		http.StatusConflict: {
			codeAlreadyPresent:                "There is already a lease present.",
			codeIDMismatchWithLeaseOperation:  "The lease ID specified did not match the lease ID for the blob/container.",
			codeIsBreakingAndCannotBeAcquired: "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken.",
			codeIsBreakingAndCannotBeChanged:  "The lease ID matched, but the lease is currently in breaking state and cannot be changed.",
			codeIsBrokenAndCannotBeRenewed:    "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.",
			codeNotPresentWithLeaseOperation:  "There is currently no lease on the blob/container.",
		},
		http.StatusPreconditionFailed: {
			codeIDMissing: "There is currently a lease on the blob/container and no lease ID was specified in the request.",
			codeLost:      "A lease ID was specified, but the lease for the blob/container has expired.",
		},
	}
}
