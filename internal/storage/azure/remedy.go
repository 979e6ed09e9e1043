package azure

import "net/http"

// remedy returns what can be done about a refusal with this code, or nothing when there is no more to say than the service
// did. The codes are those of https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2 and the pages on
// each service's own.
func remedy(code string, sas bool) string {
	switch code {
	case "AuthorizationFailure":
		text := "The account's firewall may shut this machine's network out: allow its address or virtual network in the account's networking settings, " +
			"or use a private endpoint that it can reach."
		if sas {
			text += " If the network is allowed, the SAS does not cover this service, resource or operation."
		}
		return text
	case "AccountIsDisabled":
		return "The account is disabled, as it is when its subscription is: enable the subscription, or ask its owner."
	case "KeyBasedAuthenticationNotPermitted":
		return "The account does not accept its keys, nor a SAS made with one: give a user delegation SAS with /SourceSAS or /DestSAS, " +
			"or allow shared key access in the account's configuration."
	case "AuthorizationSourceIPMismatch":
		return "The SAS is only for other IP addresses (sip): get one that includes this machine's address, as the service sees it."
	case "AuthorizationProtocolMismatch":
		return "The SAS is only for https (spr): start the URL with https://."
	case "AuthorizationResourceTypeMismatch":
		return "The SAS does not cover this type of resource (srt): it needs containers and objects, srt=co."
	case "AuthorizationServiceMismatch":
		return "The SAS is for another service (ss): for blobs it needs ss=b, for file shares ss=f."
	case "UnauthorizedBlobOverwrite":
		return "The SAS permits creating blobs, not replacing them: get one with write (sp=w), or leave out what exists with /XO or /XN."
	case "InvalidAuthenticationInfo":
		return "The service can't read the key's signature or the SAS: check that it was copied completely, and that in a batch file every % in it is doubled."
	case "InsufficientAccountPermissions":
		return "The account does not allow this at present: check its state and that of its subscription."
	case "AccountRequiresHttps":
		return "The account accepts https only: start the URL with https://."
	case "FeatureVersionMismatch":
		return "The object was written with a feature that this version of the service's interface does not know: use a newer version of this program."
	case "LeaseIdMissing":
		return "Another program, or a virtual machine whose disk it is, has a lease on it: wait until the lease ends, or break the lease, and run the same command line again."
	case "ReadOnlyAttribute":
		return "The file has the attribute ReadOnly: take that away, or leave out what exists with /XO or /XN."
	case "SharingViolation", "FileLockConflict":
		return "Another program has the file open: close it there, and run the same command line again."
	case "BlobArchived":
		return "The blob is archived: rehydrate it to the hot or cool tier, which takes hours, and run the same command line again."
	case "BlobImmutableDueToPolicy":
		return "A policy of the container keeps the blob from being replaced until it ends; leave out what exists with /XO or /XN."
	}
	return ""
}

// remedySAS returns what can be done about a refused SAS.
func (a answer) remedySAS() string {
	switch {
	case a.timeFrame != "":
		return a.timeFrame
	case a.code == "AuthenticationFailed":
		return "Check that the SAS is for this location, was copied completely, and that in a batch file every % in it is doubled."
	case a.status == http.StatusForbidden || a.status == http.StatusUnauthorized:
		return "The SAS does not permit this: a source needs read and list, a destination read and write."
	}
	return ""
}
