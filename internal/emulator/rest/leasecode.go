package rest

import "net/http"

// The codes about leases: see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
const (
	LeaseAlreadyPresent                   Code = "LeaseAlreadyPresent"
	LeaseIDMismatchWithBlobOperation      Code = "LeaseIdMismatchWithBlobOperation"
	LeaseIDMismatchWithContainerOperation Code = "LeaseIdMismatchWithContainerOperation"
	LeaseIDMismatchWithLeaseOperation     Code = "LeaseIdMismatchWithLeaseOperation"
	LeaseIDMissing                        Code = "LeaseIdMissing"
	LeaseIsBreakingAndCannotBeAcquired    Code = "LeaseIsBreakingAndCannotBeAcquired"
	LeaseIsBreakingAndCannotBeChanged     Code = "LeaseIsBreakingAndCannotBeChanged"
	LeaseIsBrokenAndCannotBeRenewed       Code = "LeaseIsBrokenAndCannotBeRenewed"
	LeaseLost                             Code = "LeaseLost"
	LeaseNotPresentWithBlobOperation      Code = "LeaseNotPresentWithBlobOperation"
	LeaseNotPresentWithContainerOperation Code = "LeaseNotPresentWithContainerOperation"
	LeaseNotPresentWithLeaseOperation     Code = "LeaseNotPresentWithLeaseOperation"
)

// leaseAnswer is the answer for a code about leases; its status is 0 for any other code.
func (c Code) leaseAnswer() (status int, message string) {
	switch c {
	case LeaseAlreadyPresent:
		return http.StatusConflict, "There is already a lease present."
	case LeaseIDMismatchWithBlobOperation:
		return http.StatusPreconditionFailed, "The lease ID specified did not match the lease ID for the blob."
	case LeaseIDMismatchWithContainerOperation:
		return http.StatusPreconditionFailed, "The lease ID specified did not match the lease ID for the container."
	case LeaseIDMismatchWithLeaseOperation:
		return http.StatusConflict, "The lease ID specified did not match the lease ID for the blob/container."
	case LeaseIDMissing:
		return http.StatusPreconditionFailed, "There is currently a lease on the blob/container and no lease ID was specified in the request."
	case LeaseIsBreakingAndCannotBeAcquired:
		return http.StatusConflict, "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken."
	case LeaseIsBreakingAndCannotBeChanged:
		return http.StatusConflict, "The lease ID matched, but the lease is currently in breaking state and cannot be changed."
	case LeaseIsBrokenAndCannotBeRenewed:
		return http.StatusConflict, "The lease ID matched, but the lease has been broken explicitly and cannot be renewed."
	case LeaseLost:
		return http.StatusPreconditionFailed, "A lease ID was specified, but the lease for the blob/container has expired."
	case LeaseNotPresentWithBlobOperation:
		return http.StatusPreconditionFailed, "There is currently no lease on the blob."
	case LeaseNotPresentWithContainerOperation:
		return http.StatusPreconditionFailed, "There is currently no lease on the container."
	case LeaseNotPresentWithLeaseOperation:
		return http.StatusConflict, "There is currently no lease on the blob/container."
	}
	return 0, ""
}
