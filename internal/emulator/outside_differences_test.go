package emulator_test

// differences lists what the servers answer differently; of several for a row, the first one counts.
func differences() []difference {
	const (
		noCode   = "Azurite refuses it before its own code runs, without an error code; the documents give every error one"
		badDate  = "Azurite takes a date that it can't read for none or for a very old one; the header is documented as an RFC 1123 date"
		anything = "Azurite answers reads with UnsatisfiableCondition, which the documents know, but not for which condition; " +
			"by the table of conditions a failed If-None-Match of a read is 304"
		ignored = "Azurite takes no notice of If-None-Match: * where nothing is created; the documents have it fail whenever the resource exists"
		listMD5 = "since version 2019-02-02 Content-MD5 is answered only when the request has it, says the reference of Put Block List; " +
			"Azurite always answers with it"
		blobMD5 = "the service keeps the MD5 that x-ms-blob-content-md5 gives and no other, says the reference of Put Block List; " +
			"Azurite makes up one"
		nobody = "Azurite answers with AuthorizationFailure; the documents have NoAuthenticationInformation for a request without authorization, and " +
			"the service answers reads by anyone with ResourceNotFound, which does not tell what there is"
		badSignature = "Azurite answers with AuthorizationFailure; the documents have AuthenticationFailed for a signature that does not match"
		encrypted    = "the emulator leaves out x-ms-request-server-encrypted, which the reference of Set Blob Metadata has"
	)
	return []difference{
		{rows: "Set Container ACL: not XML", want: "400 InvalidXmlDocument", why: noCode},
		{rows: "Set Container ACL: unknown access", want: "400 InvalidHeaderValue", why: "Azurite takes any value; the documents list container and blob"},
		{rows: "Put Blob: no type", want: "400 MissingRequiredHeader", why: noCode},
		{rows: "Put Blob: unknown type", want: "400 InvalidHeaderValue", why: noCode},
		{rows: "Put Block: no ID", want: "400 MissingRequiredQueryParameter", why: noCode},
		{rows: "Put Block List: not XML", want: "400 InvalidXmlDocument", why: noCode},
		{rows: "Put Block List: no body", want: "400 InvalidXmlDocument", why: "Azurite fails inside, with 500; InvalidXmlDocument is documented for what is no XML"},
		{rows: "Get Block List: unknown type", want: "400 InvalidQueryParameterValue", why: noCode},
		{rows: "unknown comp", want: "501 NotImplemented", why: noCode},

		{rows: "Get Blob: range of an empty blob", want: "416 InvalidRange", why: "Azurite answers with a range that ends before it begins; InvalidRange is documented for a range outside of the blob"},
		{rows: "Get Blob: Range bytes=10-", want: "416 InvalidRange", why: "Azurite answers with a range that ends before it begins; InvalidRange is documented for a range outside of the blob"},
		{rows: "Get Blob: Range bytes=5-2", want: "400 InvalidHeaderValue", why: "the documents know bytes=a- and bytes=a-b and do not say what becomes of anything else; " +
			"Azurite sends the whole blob, and the emulator refuses, so that a client's mistake shows"},
		{rows: "Get Blob: Range 2-5", want: "400 InvalidHeaderValue", why: "as above"},
		{rows: "Get Blob: Range bytes=-3", want: "400 InvalidHeaderValue", why: "as above, but that Azurite fails inside, with 500"},
		{rows: "Get Blob: Range bytes=a-b", want: "400 InvalidHeaderValue", why: "as above, but that Azurite fails inside, with 500"},

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
		{rows: "Put Block List: read", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: in another order", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: a block twice", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List: replaced block", except: []string{"Content-MD5"}, why: blobMD5},
		{rows: "Put Block List", except: []string{"Content-MD5"}, why: listMD5},
		{rows: "Get Block List: uncommitted", except: []string{"ETag", "Last-Modified", "x-ms-blob-content-length"}, why: "a blob without committed blocks has no ETag, say the documents; Azurite tells one"},
		{rows: "Set Blob Metadata: read", want: "200", why: "Azurite takes Get Blob Metadata for Get Blob when it is not HEAD; the reference has both methods"},
		{rows: "Set Blob Metadata", except: []string{"x-ms-request-server-encrypted"}, why: encrypted},

		{rows: "List Blobs: metadata", except: []string{"EnumerationResults/Blobs/Blob/Metadata/"}, why: "the service and Azurite keep the case of names, " +
			"and net/http hands names on in another one, so that the emulator has them in lower case"},
		{rows: "List Blobs: hierarchy", except: []string{"EnumerationResults/Blobs/BlobPrefix/"}, why: "Azurite lists virtual directories behind all blobs of a page; " +
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
