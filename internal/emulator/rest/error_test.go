package rest_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/rest"
)

func TestErrorWrite(t *testing.T) {
	at := time.Date(2024, time.May, 6, 7, 8, 9, 123_456_789, time.UTC)
	codes := rest.CommonCodes()
	notModified := rest.New(rest.ConditionNotMet)
	notModified.Status = http.StatusNotModified
	for _, test := range []struct {
		name, method string
		err          *rest.Error
		status       int
		body         bool
	}{
		{"with a body", http.MethodGet, rest.BadHeader("x-ms-<range>", "a&b").Complete(codes), 400, true},
		{"HEAD", http.MethodHead, rest.New(rest.ResourceNotFound).Complete(codes), 404, false},
		{"304", http.MethodGet, notModified, 304, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			test.err.Write(w, rest.XMLDocument, test.method, "the-id", at)
			if w.Code != test.status || w.Header().Get("x-ms-error-code") != string(test.err.Code) {
				t.Errorf("the answer is %d, %v", w.Code, w.Header())
			}
			if !test.body {
				if w.Body.Len() > 0 {
					t.Errorf("there is a body: %s", w.Body)
				}
				return
			}
			var got struct{ Code, Message, HeaderName, HeaderValue string }
			if err := xml.Unmarshal([]byte(strings.TrimPrefix(w.Body.String(), "\ufeff")), &got); err != nil {
				t.Fatal(err)
			}
			if got.Code != "InvalidHeaderValue" || got.HeaderName != "x-ms-<range>" || got.HeaderValue != "a&b" {
				t.Errorf("the document is %+v", got)
			}
			if !strings.HasSuffix(got.Message, "\nRequestId:the-id\nTime:2024-05-06T07:08:09.1234567Z") {
				t.Errorf("the message is %q", got.Message)
			}
		})
	}
}

// The statuses of https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes, and of a table that adds to
// those.
func TestErrorStatuses(t *testing.T) {
	codes := rest.CommonCodes().With(rest.Codes{http.StatusConflict: {"AlreadyThere": "It is already there."}})
	for status, all := range map[int][]rest.Code{
		400: {
			rest.EmptyMetadataKey, rest.InvalidAuthenticationInfo, rest.InvalidHeaderValue, rest.InvalidInput, rest.InvalidMD5,
			rest.InvalidMetadata, rest.InvalidQueryParameterValue, rest.InvalidResourceName, rest.InvalidURI, rest.InvalidXMLDocument,
			rest.MD5Mismatch, rest.MetadataTooLarge, rest.MissingRequiredHeader, rest.MissingRequiredQueryParameter, rest.OutOfRangeInput,
			rest.OutOfRangeQueryParameterValue, rest.UnsupportedHeader, rest.CRC64Mismatch, rest.BothCRC64AndMD5HeaderPresent, "NotInTheTable",
		},
		401: {rest.NoAuthenticationInformation},
		403: {
			rest.AuthenticationFailed, rest.AuthorizationFailure, rest.AuthorizationPermissionMismatch, rest.AuthorizationProtocolMismatch,
			rest.AuthorizationResourceTypeMismatch, rest.AuthorizationServiceMismatch, rest.AuthorizationSourceIPMismatch,
			rest.InsufficientAccountPermissions,
		},
		404: {rest.ResourceNotFound},
		405: {rest.UnsupportedHTTPVerb},
		409: {"AlreadyThere"},
		411: {rest.MissingContentLengthHeader},
		412: {rest.ConditionNotMet},
		413: {rest.RequestBodyTooLarge},
		416: {rest.InvalidRange},
		500: {rest.InternalError},
		501: {rest.NotImplemented},
		503: {rest.ServerBusy},
	} {
		for _, code := range all {
			if e := rest.New(code).Complete(codes); e.Status != status || e.Message == "" {
				t.Errorf("%s is answered with %d %q, want %d", code, e.Status, e.Message, status)
			}
		}
	}
	own := rest.New(rest.ConditionNotMet)
	own.Status, own.Message = http.StatusNotModified, "It is the same."
	if e := own.Complete(codes); e.Status != http.StatusNotModified || e.Message != "It is the same." {
		t.Errorf("an error with a status and a message of its own becomes %v", e)
	}
}

func TestErrorInJSON(t *testing.T) {
	w := httptest.NewRecorder()
	e := rest.BadHeader("x-ms-<range>", "a&b").Complete(rest.CommonCodes())
	e.Write(w, rest.JSON, http.MethodGet, "the-id", time.Date(2024, time.May, 6, 7, 8, 9, 0, time.UTC))
	const want = `{"odata.error":{"code":"InvalidHeaderValue","message":{"lang":"en-US","value":` +
		`"The value for one of the HTTP headers is not in the correct format.\nRequestId:the-id\nTime:2024-05-06T07:08:09.0000000Z"}}}`
	if w.Code != 400 || w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("the answer is %d %s, %v", w.Code, w.Body, w.Header())
	}
}
