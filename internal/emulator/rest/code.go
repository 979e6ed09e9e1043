package rest

import (
	"maps"
	"net/http"
)

// Code is an error code of the services.
type Code string

// Codes is the table of the codes that a service answers with, and their messages, by the status.
type Codes map[int]map[Code]string

// With returns the table with those of others.
func (t Codes) With(others ...Codes) Codes {
	all := make(Codes)
	for _, table := range append(others, t) {
		for status, messages := range table {
			if all[status] == nil {
				all[status] = make(map[Code]string)
			}
			maps.Copy(all[status], messages)
		}
	}
	return all
}

// find returns the status and the message of a code. One that is not in the table is that of a malformed request.
func (t Codes) find(c Code) (status int, message string) {
	for status, messages := range t {
		if message, ok := messages[c]; ok {
			return status, message
		}
	}
	return http.StatusBadRequest, "One of the request inputs is not valid."
}

// The codes that the services share: see
// https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes.
const (
	AuthenticationFailed              Code = "AuthenticationFailed"
	AuthorizationFailure              Code = "AuthorizationFailure"
	AuthorizationPermissionMismatch   Code = "AuthorizationPermissionMismatch"
	AuthorizationProtocolMismatch     Code = "AuthorizationProtocolMismatch"
	AuthorizationResourceTypeMismatch Code = "AuthorizationResourceTypeMismatch"
	AuthorizationServiceMismatch      Code = "AuthorizationServiceMismatch"
	AuthorizationSourceIPMismatch     Code = "AuthorizationSourceIPMismatch"
	ConditionNotMet                   Code = "ConditionNotMet"
	EmptyMetadataKey                  Code = "EmptyMetadataKey"
	InsufficientAccountPermissions    Code = "InsufficientAccountPermissions"
	InternalError                     Code = "InternalError"
	InvalidAuthenticationInfo         Code = "InvalidAuthenticationInfo"
	InvalidHeaderValue                Code = "InvalidHeaderValue"
	InvalidInput                      Code = "InvalidInput"
	InvalidMD5                        Code = "InvalidMd5"
	InvalidMetadata                   Code = "InvalidMetadata"
	InvalidQueryParameterValue        Code = "InvalidQueryParameterValue"
	InvalidRange                      Code = "InvalidRange"
	InvalidResourceName               Code = "InvalidResourceName"
	InvalidURI                        Code = "InvalidUri"
	InvalidXMLDocument                Code = "InvalidXmlDocument"
	MD5Mismatch                       Code = "Md5Mismatch"
	MetadataTooLarge                  Code = "MetadataTooLarge"
	MissingContentLengthHeader        Code = "MissingContentLengthHeader"
	MissingRequiredHeader             Code = "MissingRequiredHeader"
	MissingRequiredQueryParameter     Code = "MissingRequiredQueryParameter"
	NoAuthenticationInformation       Code = "NoAuthenticationInformation"
	NotImplemented                    Code = "NotImplemented"
	OutOfRangeInput                   Code = "OutOfRangeInput"
	OutOfRangeQueryParameterValue     Code = "OutOfRangeQueryParameterValue"
	RequestBodyTooLarge               Code = "RequestBodyTooLarge"
	ResourceNotFound                  Code = "ResourceNotFound"
	ServerBusy                        Code = "ServerBusy"
	UnsupportedHTTPVerb               Code = "UnsupportedHttpVerb"
	UnsupportedHeader                 Code = "UnsupportedHeader"
	UnsupportedQueryParameter         Code = "UnsupportedQueryParameter"
	CannotVerifyCopySource            Code = "CannotVerifyCopySource"
	CRC64Mismatch                     Code = "Crc64Mismatch"
	BothCRC64AndMD5HeaderPresent      Code = "BothCrc64AndMd5HeaderPresent"
	// DataDamaged is a code that only an emulator has: its own files do not hold what it wrote.
	DataDamaged Code = "EmulatorDataDamaged"
)

// CommonCodes returns the table of these.
func CommonCodes() Codes {
	return Codes{
		http.StatusBadRequest: {
			BothCRC64AndMD5HeaderPresent:  "Both x-ms-content-crc64 header and Content-MD5 header are present.",
			CRC64Mismatch:                 "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server.",
			EmptyMetadataKey:              "The key for one of the metadata key-value pairs is empty.",
			InvalidAuthenticationInfo:     "Authentication information is not given in the correct format. Check the value of Authorization header.",
			InvalidHeaderValue:            "The value for one of the HTTP headers is not in the correct format.",
			InvalidInput:                  "One of the request inputs is not valid.",
			InvalidMD5:                    "The MD5 value specified in the request is invalid. The MD5 value must be 128 bits and Base64-encoded.",
			InvalidMetadata:               "The metadata specified is invalid. It contains characters that are not permitted.",
			InvalidQueryParameterValue:    "Value for one of the query parameters specified in the request URI is invalid.",
			InvalidResourceName:           "The specified resource name contains invalid characters.",
			InvalidURI:                    "The requested URI does not represent any resource on the server.",
			InvalidXMLDocument:            "XML specified is not syntactically valid.",
			MD5Mismatch:                   "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
			MetadataTooLarge:              "The metadata specified exceeds the maximum permissible limit (8KB).",
			MissingRequiredHeader:         "An HTTP header that's mandatory for this request is not specified.",
			MissingRequiredQueryParameter: "A query parameter that's mandatory for this request is not specified.",
			OutOfRangeInput:               "One of the request inputs is out of range.",
			OutOfRangeQueryParameterValue: "One of the query parameters specified in the request URI is outside the permissible range.",
			UnsupportedHeader:             "One of the headers specified in the request is not supported.",
			UnsupportedQueryParameter:     "One of the query parameters specified in the request URI is not supported.",
		},
		http.StatusUnauthorized: {
			NoAuthenticationInformation: "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
		},
		http.StatusForbidden: {
			AuthenticationFailed:              "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
			AuthorizationFailure:              "This request is not authorized to perform this operation.",
			AuthorizationPermissionMismatch:   "This request is not authorized to perform this operation using this permission.",
			AuthorizationProtocolMismatch:     "This request is not authorized to perform this operation using this protocol.",
			AuthorizationResourceTypeMismatch: "This request is not authorized to perform this operation using this resource type.",
			AuthorizationServiceMismatch:      "This request is not authorized to perform this operation using this service.",
			AuthorizationSourceIPMismatch:     "This request is not authorized to perform this operation using this source IP.",
			InsufficientAccountPermissions:    "The account being accessed does not have sufficient permissions to execute this operation.",
		},
		http.StatusNotFound: {
			ResourceNotFound: "The specified resource does not exist.",
		},
		http.StatusMethodNotAllowed: {
			UnsupportedHTTPVerb: "The resource doesn't support specified Http Verb.",
		},
		http.StatusGone: {
			DataDamaged: "What is damaged can be deleted or replaced; to start afresh, remove the folder of the emulator's data.",
		},
		http.StatusLengthRequired: {
			MissingContentLengthHeader: "Content-Length HTTP header is missing",
		},
		http.StatusPreconditionFailed: {
			ConditionNotMet: "The condition specified using HTTP conditional header(s) is not met.",
		},
		http.StatusRequestEntityTooLarge: {
			RequestBodyTooLarge: "The request body is too large and exceeds the maximum permissible limit.",
		},
		http.StatusRequestedRangeNotSatisfiable: {
			InvalidRange: "The range specified is invalid for the current size of the resource.",
		},
		http.StatusInternalServerError: {
			CannotVerifyCopySource: "Could not verify the copy source within the specified time.",
			InternalError:          "Server encountered an internal error. Please try again after some time.",
		},
		http.StatusNotImplemented: {
			NotImplemented: "The requested operation is not implemented on the specified resource.",
		},
		http.StatusServiceUnavailable: {
			ServerBusy: "The server is busy.",
		},
	}
}
