package emulator_test

import "slices"

// noCode is why many answers differ.
const noCode = "Azurite refuses it before its own code runs, without an error code; the documents give every error one"

// differences lists what the servers answer differently; of several for a row, the first one counts.
func differences() []difference {
	return slices.Concat(blockDifferences(), pageDifferences(), appendDifferences(), copyDifferences(), leaseDifferences())
}

func blockDifferences() []difference {
	const (
		badDate  = "Azurite takes a date that it can't read for none or for a very old one; the header is documented as an RFC 1123 date"
		anything = "Azurite answers reads with UnsatisfiableCondition, which the documents know, but not for which condition; " +
			"by the table of conditions a failed If-None-Match of a read is 304"
		ignored = "Azurite ignores If-None-Match: * where nothing is created; the documents have it fail whenever the resource exists"
		listMD5 = "since version 2019-02-02 Content-MD5 is answered only when the request has it, says the reference of Put Block List; " +
			"Azurite always answers with it"
		blobMD5 = "the service keeps the MD5 that x-ms-blob-content-md5 gives and no other, says the reference of Put Block List; " +
			"Azurite makes up one"
		nobody = "Azurite answers with AuthorizationFailure; the documents have NoAuthenticationInformation for a request without authorization, and " +
			"the service answers reads by anyone with ResourceNotFound, which does not show what exists"
		badSignature = "Azurite answers with AuthorizationFailure; the documents have AuthenticationFailed for a signature that does not match"
		encrypted    = "the emulator leaves out x-ms-request-server-encrypted, which the reference of Set Blob Metadata has"
	)
	return []difference{
		{rows: "Set Container ACL: not XML", want: "400 InvalidXmlDocument", why: noCode},
		{rows: "Set Container ACL: no ID", want: "400 InvalidXmlDocument", why: noCode},
		{rows: "Set Container ACL: ID of 65 characters", want: "400 InvalidXmlDocument", why: "an ID has at most 64 characters, says the reference; Azurite takes more"},
		{rows: "Set Container ACL: unknown access", want: "400 InvalidHeaderValue", why: "Azurite takes any value; the documents list container and blob"},
		{rows: "Put Blob: no type", want: "400 MissingRequiredHeader", why: noCode},
		{rows: "Put Blob: unknown type", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Put Block: no ID", want: "400 MissingRequiredQueryParameter", why: noCode},
		{rows: "Put Block List: not XML", want: "400 InvalidXmlDocument", why: noCode},
		{rows: "Put Block List: no body", want: "400 InvalidXmlDocument", why: "Azurite fails inside, with 500; InvalidXmlDocument is documented for what is not XML"},
		{rows: "Get Block List: unknown type", want: "400 InvalidQueryParameterValue", why: noCode},
		{rows: "unknown comp", want: "501 NotImplemented", why: noCode},

		{rows: "Get Blob: range of an empty blob", want: "416 InvalidRange", why: "Azurite answers with a range that ends before it begins; InvalidRange is documented for a range outside of the blob"},
		{rows: "Get Blob: Range bytes=10-", want: "416 InvalidRange", why: "Azurite answers with a range that ends before it begins; InvalidRange is documented for a range outside of the blob"},
		{rows: "Get Blob: Range bytes=-3", want: "200", why: "the documents know bytes=a- and bytes=a-b, and azblob's tests show that the service ignores anything else; " +
			"Azurite fails inside, with 500"},
		{rows: "Get Blob: Range bytes=a-b", want: "200", why: "as above"},

		{rows: "Get Blob: If-None-Match *", want: "304 ConditionNotMet", why: anything},
		{rows: "Get Blob Properties: If-None-Match *", want: "304 ConditionNotMet", why: anything},
		{rows: "Set Blob Metadata: If-None-Match *", want: "412 ConditionNotMet", why: ignored},
		{rows: "Set Blob Properties: If-None-Match *", want: "412 ConditionNotMet", why: ignored},
		{rows: "Delete Blob: If-None-Match *", want: "412 ConditionNotMet", why: ignored},
		{rows: "Get Blob: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Get Blob Properties: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Put Blob: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Put Blob of a new blob: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Put Block List: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Set Blob Metadata: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Set Blob Properties: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},
		{rows: "Delete Blob: If-Modified-Since yesterday", want: "400 InvalidHeaderValue", why: badDate},

		{rows: "Put Block: empty", want: "400 InvalidHeaderValue", why: "the service has no blocks without bytes; Azurite takes them"},
		{rows: "Put Block: right MD5", except: []string{"Content-MD5"}, why: "the reference of Put Block has Content-MD5 answered when the request has it; Azurite never answers with it"},
		{rows: "Put Block List: staged before", want: "412 ConditionNotMet", why: "azblob's tests show that the service goes by the time of the staged blocks where there is no blob; " +
			"Azurite by none"},
		{rows: "Put Block List: staged since", except: []string{"Content-MD5"}, why: listMD5},
		{rows: "Put Block List: read", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: in another order", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: a block twice", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: replaced block", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List", except: []string{"Content-MD5"}, why: listMD5},
		{rows: "Get Block List: uncommitted", except: []string{"ETag", "Last-Modified", "x-ms-blob-content-length"}, why: "a blob without committed blocks has no ETag, say the documents; Azurite sends one"},
		{rows: "Set Blob Metadata: read", want: "200", why: "Azurite takes Get Blob Metadata for Get Blob when it is not HEAD; the reference has both methods"},
		{rows: "Set Blob Metadata", except: []string{"x-ms-request-server-encrypted"}, why: encrypted},

		{rows: "List Blobs: metadata", except: []string{"EnumerationResults/Blobs/Blob/Metadata/"}, why: "the service and Azurite keep the case of names, " +
			"and net/http hands names on in another one, so that the emulator has them in lower case"},
		{rows: "List Blobs: hierarchy", except: []string{"EnumerationResults/Blobs/BlobPrefix/"}, why: "Azurite lists virtual directories after all blobs of a page; " +
			"the reference has both in alphabetical order"},
		{rows: "List Blobs: page of none", want: "400 OutOfRangeQueryParameterValue", why: noCode},
		{rows: "List Blobs: page of a word", want: "400 InvalidQueryParameterValue", why: noCode},

		{rows: "wrong signature", want: "403 AuthenticationFailed", why: badSignature},
		{rows: "SAS of a wrong signature", want: "403 AuthenticationFailed", why: badSignature},
		{rows: "no signature", want: "400 InvalidAuthenticationInfo", why: badSignature + "; InvalidAuthenticationInfo is for a header in the wrong format"},
		{rows: "private blob", want: "404 ResourceNotFound", why: nobody},
		{rows: "public blob, listed", want: "404 ResourceNotFound", why: nobody},
		{rows: "public blob, deleted", want: "401 NoAuthenticationInformation", why: nobody},
		{rows: "old date", want: "403 AuthenticationFailed", why: "Azurite does not look at the date; the documents allow 15 minutes"},
	}
}

// The reasons why answers about several types of blobs differ.
const (
	ownCode = "Azurite answers with InvalidOperation or the words of the status, which the documents do not have for this; " +
		"the emulator has the code that they describe so"
	storedMD5 = "Content-MD5 is the one that is stored with the blob, says the reference of Get Blob; nobody stored one, and Azurite computes it"
	otherType = "Azurite lets a blob replace one of another type; the documents have InvalidBlobType for an operation that is not for the blob's type"
	tooLarge  = "before version 2022-11-02 one request may write 4 MiB, say the references of Put Page and Append Block; Azurite takes more"
)

func pageDifferences() []difference {
	const (
		acceptRanges = "the reference of Get Blob has Accept-Ranges for every blob; Azurite leaves it out for page blobs"
		encrypted    = "the references of Put Page and Snapshot Blob have x-ms-request-server-encrypted; Azurite leaves it out"
	)
	readPages := []string{"Accept-Ranges", "Content-MD5"}
	return []difference{
		{rows: "Put Page Blob: read", except: readPages, why: acceptRanges + "; " + storedMD5},
		{rows: "Put Page Blob: negative sequence number", want: "400 InvalidHeaderValue", why: "Azurite takes it; the number is between 0 and 2^63-1, says the reference of Put Blob"},
		{rows: "Put Page Blob: size of no pages", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Put Page Blob: no size", want: "400 MissingRequiredHeader", why: noCode},
		{rows: "Put Page Blob: with a body", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Put Page Blob: over a block blob", want: "409 InvalidBlobType", why: otherType},
		{rows: "Put Page: read", except: readPages, why: acceptRanges + "; " + storedMD5},
		{rows: "Put Page: from the middle of a page", want: "416 InvalidPageRange", why: ownCode},
		{rows: "Put Page: a part of a page", want: "416 InvalidPageRange", why: ownCode},
		{rows: "Put Page: beyond the end", want: "416 InvalidPageRange", why: ownCode},
		{rows: "Put Page: fewer bytes than the range", want: "400 InvalidHeaderValue", why: "Azurite calls the range unsatisfiable; it is Content-Length that does not fit"},
		{rows: "Put Page: no range", want: "400 MissingRequiredHeader", why: "Azurite calls the range unsatisfiable; the reference of Put Page requires one of Range and x-ms-range"},
		{rows: "Put Page: neither update nor clear", want: "400 MissingRequiredHeader", why: noCode},
		{rows: "Put Page: unknown kind", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Put Page: more than 4 MiB", want: "413 RequestBodyTooLarge", why: tooLarge},
		{rows: "Clear Pages: read", except: readPages, why: acceptRanges + "; " + storedMD5},
		{rows: "Clear Pages: with a body", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Clear Pages: beyond the end", want: "416 InvalidPageRange", why: "Azurite clears what there is not; InvalidPageRange is documented for a range outside of the blob"},
		{rows: "Clear Pages: a part of a page", want: "416 InvalidPageRange", why: ownCode},
		{rows: "Clear Pages", except: []string{"x-ms-request-server-encrypted"}, why: encrypted},
		{rows: "Get Page Ranges: neighbours", except: []string{"PageList/PageRange/End=511", "PageList/PageRange/Start=512"},
			why: "Azurite lists each write; the reference of Get Page Ranges has neighbours as one range"},
		{rows: "Get Page Ranges: of parts of pages", except: []string{"PageList/"},
			why: "Azurite cuts the first and the last page; the ranges begin and end with pages, says the reference"},
		{rows: "Get Page Ranges: range beyond the end", want: "416 InvalidRange", why: ownCode},
		{rows: "Resize: larger, read", except: readPages, why: acceptRanges + "; " + storedMD5},
		{rows: "Resize: smaller, read", except: readPages, why: acceptRanges + "; " + storedMD5},
		{rows: "Resize: size of no pages", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Resize: of a block blob", want: "409 InvalidBlobType", why: ownCode},
		{rows: "Sequence number: increment by", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Sequence number: update to nothing", want: "400 MissingRequiredHeader", why: ownCode},
		{rows: "Sequence number: unknown action", want: "400 InvalidHeaderValue", why: ownCode},
	}
}

func appendDifferences() []difference {
	return []difference{
		{rows: "Put Append Blob: with a body", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Put Append Blob: over a block blob", want: "409 InvalidBlobType", why: otherType},
		{rows: "Append Block: read", except: []string{"Content-MD5"}, why: storedMD5},
		{rows: "Append Block: at a word", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Append Block: more than 4 MiB", want: "413 RequestBodyTooLarge", why: tooLarge},
	}
}

func copyDifferences() []difference {
	const (
		written    = "the documents have a snapshot be read-only; Azurite overlooks the parameter and writes to the blob"
		source     = "the documents have SourceConditionNotMet, with 412, for any condition on the source; Azurite answers as if the condition were on the blob itself"
		unmodified = "azblob's tests show that the service could not verify a source that it asked for and that was not sent because it is what the caller has"
		secret     = "Azurite shows the SAS of the source to whoever may read the copy; the emulator leaves it out, and the documents have the URL of the source blob"
		needed     = "who has no more than a SAS for the destination must bring authorization for the source, say the references; Azurite does not look for it"
		stage      = "Content-MD5 is answered only when the request has it, says the reference of Put Block From URL; Azurite always answers with it"
		absent     = "Azurite copies no bytes; InvalidRange is documented for a range outside of the blob, and the service has no blocks without bytes"
	)
	return []difference{
		{rows: "Snapshot Blob: If-Modified-Since", want: "412 ConditionNotMet", why: "by the table of conditions a write that fails one is answered with 412"},
		{rows: "Snapshot Blob: metadata", except: []string{"Content-Length"}, why: "Azurite takes Get Blob Metadata for Get Blob Properties and answers with the length of the blob"},
		{rows: "Snapshot Blob", except: []string{"x-ms-request-server-encrypted"}, why: "the reference of Snapshot Blob has x-ms-request-server-encrypted; Azurite leaves it out"},
		{rows: "Snapshot: a word", want: "400 InvalidQueryParameterValue", why: "Azurite looks for a snapshot of that name; the parameter is documented as a date and time"},
		{rows: "Snapshot: written", want: "400 InvalidQueryParameterValue", why: written},
		{rows: "Snapshot: metadata written", want: "400 InvalidQueryParameterValue", why: written},
		{rows: "List Blobs: snapshots with a delimiter", want: "400 InvalidQueryParameterValue", why: "the reference of List Blobs has this answer for the two together; Azurite lists"},
		{rows: "List Blobs: snapshots", except: []string{"EnumerationResults/Blobs/Blob/"}, why: "the reference of List Blobs lists snapshots from the oldest to the newest; " +
			"Azurite lists the blob itself before them"},
		{rows: "Delete Blob: all but its snapshots", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Delete Blob: a snapshot and its snapshots", want: "400 InvalidHeaderValue", why: ownCode},
		{rows: "Copy Blob: over a blob of another type", want: "409 InvalidBlobType", why: otherType},
		{rows: "Copy Blob: source If-None-Match *", want: "412 SourceConditionNotMet", why: source},
		{rows: "Copy Blob: source If-Match", want: "412 SourceConditionNotMet", why: source},
		{rows: "Copy Blob: source If-Modified-Since", want: "412 SourceConditionNotMet", why: source},
		{rows: "Copy Blob: source If-Unmodified-Since", want: "412 SourceConditionNotMet", why: source},
		{rows: "Copy Blob: with a SAS, read", except: []string{"x-ms-copy-source"}, why: secret},
		{rows: "Copy Blob: with a SAS of the destination alone", want: "404 CannotVerifyCopySource", why: needed},
		{rows: "Abort Copy Blob: there was none", want: "409 NoPendingCopyOperation", why: "Azurite compares the IDs first; NoPendingCopyOperation is documented for a blob without a pending copy"},
		{rows: "Abort Copy Blob: no action", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Copy Blob From URL: properties", except: []string{"x-ms-copy-source"}, why: secret},
		{rows: "Copy Blob From URL: without a SAS", want: "404 CannotVerifyCopySource", why: "the source must be public or come with a SAS, says the reference; Azurite takes the key of the account for it"},
		{rows: "Copy Blob From URL: SAS that may not read", want: "403 CannotVerifyCopySource", why: "Azurite looks at the SAS's signature and not at its permissions"},
		{rows: "Copy Blob From URL: no source", want: "404 CannotVerifyCopySource", why: "Azurite answers as for a blob that is to be read; the documents have CannotVerifyCopySource for a source"},
		{rows: "Copy Blob From URL: wrong MD5", want: "400 Md5Mismatch", why: "Azurite does not compare it; the reference has the service do so"},
		{rows: "Copy Blob From URL: source not modified", want: "304 CannotVerifyCopySource", why: unmodified},
		{rows: "Put Block From URL: source not modified", want: "304 CannotVerifyCopySource", why: unmodified},
		{rows: "Copy Blob From URL: source If-Match", want: "412 SourceConditionNotMet", why: source},
		{rows: "Copy Blob From URL: page blob", want: "409 InvalidSourceBlobType", why: "the source must be a block blob, says the reference"},
		{rows: "Put Block From URL: read", except: []string{"Content-MD5"}, why: "the service keeps no MD5 but the one that it is given; Azurite makes up one"},
		{rows: "Put Block From URL: a range", except: []string{"Content-MD5"}, why: "as above"},
		{rows: "Put Block From URL: range beyond the end", want: "416 InvalidRange", why: absent},
		{rows: "Put Block From URL: of no bytes", want: "400 InvalidInput", why: absent},
		{rows: "Put Block From URL: without a SAS", want: "404 CannotVerifyCopySource", why: "Azurite says that access is forbidden; " +
			"the service answers reads by anyone with ResourceNotFound, which does not show what exists"},
		{rows: "Put Block From URL", except: []string{"Content-MD5"}, why: stage},
	}
}

func leaseDifferences() []difference {
	const noLease = "LeaseNotPresentWithLeaseOperation is documented for a blob or container without a lease; Azurite compares the ID with none"
	const identified = "Azurite ignores the lease ID where there is no blob; the documents have LeaseNotPresentWithBlobOperation for an ID without a lease"
	differences := []difference{
		{rows: "Lease Container: renew without an ID", want: "400 MissingRequiredHeader", why: "Azurite takes it for Create Container"},
		{rows: "Lease Container: unknown action", want: "400 InvalidHeaderValue", why: "Azurite takes it for Create Container"},
		{rows: "Lease Container: no action", want: "400 InvalidHeaderValue", why: "Azurite takes it for Create Container"},
		{rows: "Lease Blob: renew without an ID", want: "400 MissingRequiredHeader", why: noCode},
		{rows: "Lease Blob: unknown action", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Lease Blob: no action", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Put Blob: with a lease ID, no blob", want: "412 LeaseNotPresentWithBlobOperation", why: identified},
		{rows: "Leased container: Put Blob with its ID", want: "412 LeaseNotPresentWithBlobOperation", why: identified},
		{rows: "Put Blob: with the ID of a broken lease", want: "412 LeaseLost", why: "the table of uses of a leased blob has LeaseLost for the ID of a broken lease; Azurite has forgotten the lease"},
	}
	for _, of := range []string{"Lease Blob", "Lease Container"} {
		differences = append(differences,
			difference{rows: of + ": acquire without a duration", want: "400 MissingRequiredHeader", why: "the reference requires a duration to acquire; Azurite takes one for granted"},
			difference{rows: of + ": acquire with an ID that is none", want: "400 InvalidHeaderValue", why: "the reference has the ID be a GUID; Azurite takes any text"},
			difference{rows: of + ": renew none", want: "409 LeaseNotPresentWithLeaseOperation", why: noLease},
			difference{rows: of + ": release none", want: "409 LeaseNotPresentWithLeaseOperation", why: noLease},
			difference{rows: of + ": break too late", want: "400 InvalidHeaderValue", why: "the period is between 0 and 60 seconds, says the reference; Azurite takes a longer one"},
		)
	}
	return differences
}
