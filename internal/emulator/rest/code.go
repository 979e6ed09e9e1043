package rest

import "net/http"

// Code is an error code of the services.
type Code string

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
)

// DataDamaged is a code that only an emulator has: its own files do not hold what it wrote.
const DataDamaged Code = "EmulatorDataDamaged"

// The codes of the Blob service: see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
const (
	AppendPositionConditionNotMet   Code = "AppendPositionConditionNotMet"
	MaxBlobSizeConditionNotMet      Code = "MaxBlobSizeConditionNotMet"
	BlobAlreadyExists               Code = "BlobAlreadyExists"
	BlobNotFound                    Code = "BlobNotFound"
	BlockCountExceedsLimit          Code = "BlockCountExceedsLimit"
	BlockListTooLong                Code = "BlockListTooLong"
	CannotVerifyCopySource          Code = "CannotVerifyCopySource"
	CopyIDMismatch                  Code = "CopyIdMismatch"
	NoPendingCopyOperation          Code = "NoPendingCopyOperation"
	PendingCopyOperation            Code = "PendingCopyOperation"
	SourceConditionNotMet           Code = "SourceConditionNotMet"
	ContainerAlreadyExists          Code = "ContainerAlreadyExists"
	ContainerNotFound               Code = "ContainerNotFound"
	CRC64Mismatch                   Code = "Crc64Mismatch"
	BothCRC64AndMD5HeaderPresent    Code = "BothCrc64AndMd5HeaderPresent"
	InvalidBlobOrBlock              Code = "InvalidBlobOrBlock"
	InvalidBlobType                 Code = "InvalidBlobType"
	InvalidBlockID                  Code = "InvalidBlockId"
	InvalidBlockList                Code = "InvalidBlockList"
	InvalidSourceBlobType           Code = "InvalidSourceBlobType"
	InvalidPageRange                Code = "InvalidPageRange"
	SequenceNumberConditionNotMet   Code = "SequenceNumberConditionNotMet"
	SnapshotsPresent                Code = "SnapshotsPresent"
	SequenceNumberIncrementTooLarge Code = "SequenceNumberIncrementTooLarge"
	UnauthorizedBlobOverwrite       Code = "UnauthorizedBlobOverwrite"
)

// answer returns the status and the message that the service sends with a code.
func (c Code) answer() (status int, message string) {
	switch c {
	case AuthenticationFailed, AuthorizationFailure, AuthorizationPermissionMismatch, AuthorizationProtocolMismatch,
		AuthorizationResourceTypeMismatch, AuthorizationServiceMismatch, AuthorizationSourceIPMismatch,
		InsufficientAccountPermissions, NoAuthenticationInformation, InvalidAuthenticationInfo, UnauthorizedBlobOverwrite:
		return c.denial()
	case ContainerNotFound:
		return http.StatusNotFound, "The specified container does not exist."
	case BlobNotFound:
		return http.StatusNotFound, "The specified blob does not exist."
	case ResourceNotFound:
		return http.StatusNotFound, "The specified resource does not exist."
	case UnsupportedHTTPVerb:
		return http.StatusMethodNotAllowed, "The resource doesn't support specified Http Verb."
	case ContainerAlreadyExists:
		return http.StatusConflict, "The specified container already exists."
	case BlobAlreadyExists:
		return http.StatusConflict, "The specified blob already exists."
	case CannotVerifyCopySource:
		return http.StatusInternalServerError, "Could not verify the copy source within the specified time."
	case CopyIDMismatch:
		return http.StatusConflict, "The specified copy ID did not match the copy ID for the pending copy operation."
	case NoPendingCopyOperation:
		return http.StatusConflict, "There is currently no pending copy operation."
	case PendingCopyOperation:
		return http.StatusConflict, "There is currently a pending copy operation."
	case SourceConditionNotMet:
		return http.StatusPreconditionFailed, "The source condition specified using HTTP conditional header(s) is not met."
	case InvalidSourceBlobType:
		return http.StatusConflict, "The copy source blob type is invalid for this operation."
	case SnapshotsPresent:
		return http.StatusConflict, "This operation is not permitted while the blob has snapshots."
	case InvalidBlobType:
		return http.StatusConflict, "The blob type is invalid for this operation."
	case BlockCountExceedsLimit:
		return http.StatusConflict, "The uncommitted block count cannot exceed the maximum limit of 100,000 blocks."
	case MissingContentLengthHeader:
		return http.StatusLengthRequired, "Content-Length HTTP header is missing"
	case ConditionNotMet:
		return http.StatusPreconditionFailed, "The condition specified using HTTP conditional header(s) is not met."
	case RequestBodyTooLarge:
		return http.StatusRequestEntityTooLarge, "The request body is too large and exceeds the maximum permissible limit."
	case InvalidPageRange:
		return http.StatusRequestedRangeNotSatisfiable, "The page range specified is invalid."
	case AppendPositionConditionNotMet:
		return http.StatusPreconditionFailed, "The append position condition specified was not met."
	case MaxBlobSizeConditionNotMet:
		return http.StatusPreconditionFailed, "The max blob size condition specified was not met."
	case SequenceNumberConditionNotMet:
		return http.StatusPreconditionFailed, "The sequence number condition specified was not met."
	case SequenceNumberIncrementTooLarge:
		return http.StatusConflict, "The sequence number increment cannot be performed because it would result in overflow of the sequence number."
	case InvalidRange:
		return http.StatusRequestedRangeNotSatisfiable, "The range specified is invalid for the current size of the resource."
	case DataDamaged:
		return http.StatusGone, "What is damaged can be deleted or replaced; to start afresh, remove the folder of the emulator's data."
	case InternalError:
		return http.StatusInternalServerError, "Server encountered an internal error. Please try again after some time."
	case NotImplemented:
		return http.StatusNotImplemented, "The requested operation is not implemented on the specified resource."
	case ServerBusy:
		return http.StatusServiceUnavailable, "The server is busy."
	}
	if status, message := c.leaseAnswer(); status != 0 {
		return status, message
	}
	return http.StatusBadRequest, c.mistake()
}

// denial is the answer for a code that denies the caller something.
func (c Code) denial() (status int, message string) {
	switch c {
	case AuthenticationFailed:
		message = "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."
	case AuthorizationPermissionMismatch:
		message = "This request is not authorized to perform this operation using this permission."
	case AuthorizationProtocolMismatch:
		message = "This request is not authorized to perform this operation using this protocol."
	case AuthorizationResourceTypeMismatch:
		message = "This request is not authorized to perform this operation using this resource type."
	case AuthorizationServiceMismatch:
		message = "This request is not authorized to perform this operation using this service."
	case AuthorizationSourceIPMismatch:
		message = "This request is not authorized to perform this operation using this source IP."
	case InsufficientAccountPermissions:
		message = "The account being accessed does not have sufficient permissions to execute this operation."
	case UnauthorizedBlobOverwrite:
		message = "This request is not authorized to perform blob overwrites."
	case InvalidAuthenticationInfo:
		return http.StatusBadRequest, "Authentication information is not given in the correct format. Check the value of Authorization header."
	case NoAuthenticationInformation:
		return http.StatusUnauthorized, "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."
	default:
		message = "This request is not authorized to perform this operation."
	}
	return http.StatusForbidden, message
}

// mistake is the message for a code that reports a malformed request.
func (c Code) mistake() string {
	switch c {
	case BlockListTooLong:
		return "The block list may not contain more than 50,000 blocks."
	case BothCRC64AndMD5HeaderPresent:
		return "Both x-ms-content-crc64 header and Content-MD5 header are present."
	case CRC64Mismatch:
		return "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server."
	case EmptyMetadataKey:
		return "The key for one of the metadata key-value pairs is empty."
	case InvalidBlobOrBlock:
		return "The specified blob or block content is invalid."
	case InvalidBlockID:
		return "The specified block ID is invalid. The block ID must be Base64-encoded."
	case InvalidBlockList:
		return "The specified block list is invalid."
	case InvalidHeaderValue:
		return "The value for one of the HTTP headers is not in the correct format."
	case InvalidMD5:
		return "The MD5 value specified in the request is invalid. The MD5 value must be 128 bits and Base64-encoded."
	case InvalidMetadata:
		return "The metadata specified is invalid. It contains characters that are not permitted."
	case InvalidQueryParameterValue:
		return "Value for one of the query parameters specified in the request URI is invalid."
	case InvalidResourceName:
		return "The specified resource name contains invalid characters."
	case InvalidURI:
		return "The requested URI does not represent any resource on the server."
	case InvalidXMLDocument:
		return "XML specified is not syntactically valid."
	case MD5Mismatch:
		return "The MD5 value specified in the request did not match with the MD5 value calculated by the server."
	case MetadataTooLarge:
		return "The metadata specified exceeds the maximum permissible limit (8KB)."
	case MissingRequiredHeader:
		return "An HTTP header that's mandatory for this request is not specified."
	case MissingRequiredQueryParameter:
		return "A query parameter that's mandatory for this request is not specified."
	case OutOfRangeInput:
		return "One of the request inputs is out of range."
	case OutOfRangeQueryParameterValue:
		return "One of the query parameters specified in the request URI is outside the permissible range."
	case UnsupportedQueryParameter:
		return "One of the query parameters specified in the request URI is not supported."
	case UnsupportedHeader:
		return "One of the headers specified in the request is not supported."
	}
	return "One of the request inputs is not valid."
}
