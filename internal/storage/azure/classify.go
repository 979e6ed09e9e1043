package azure

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"azcopy/internal/storage"
)

// Classify returns the failure of the operation op as a *storage.Error, which has a kind and says in one line what the
// service answered and what can be done about it. The text contains neither the request's URL nor the response's body. An
// error that is already classified stays as it is; nil stays nil.
func Classify(op string, err error) error {
	if err == nil {
		return nil
	}
	if classified, ok := errors.AsType[*storage.Error](err); ok {
		return classified
	}
	if lost, ok := errors.AsType[*lostError](err); ok {
		return classifyLost(op, lost)
	}
	if failed, ok := errors.AsType[*connectionError](err); ok {
		return classifyConnection(op, failed)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &storage.Error{Op: op, Err: err}
	}
	if foreign, ok := foreignOf(err); ok {
		return classifyAnswer(op, foreign)
	}
	if answer, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return classifyAnswer(op, readAnswer(answer))
	}
	if isUnreadable(err) {
		return storage.Errorf(op, storage.Other, "the service's answer has a header that is not the number, time or MD5 that it must be")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) { // a body without a length that was cut off
		return &storage.Error{Op: op, Kind: storage.Unreachable, Err: &unanswered{text: OneLine(err.Error()), err: err}}
	}
	return storage.Errorf(op, storage.Other, "%s", OneLine(err.Error()))
}

// isUnreadable reports whether the SDK could not read a header. Its errors repeat that header without its name.
func isUnreadable(err error) bool {
	_, number := errors.AsType[*strconv.NumError](err)
	_, date := errors.AsType[*time.ParseError](err)
	_, sum := errors.AsType[base64.CorruptInputError](err)
	return number || date || sum
}

// classifyAnswer says what a service's refusal means.
func classifyAnswer(op string, a answer) *storage.Error {
	e := &storage.Error{Op: op, Kind: a.kind(), Status: a.status, Code: a.code}
	text := a.text()
	if advice := a.advice(); advice != "" {
		text += " " + advice
	}
	e.Err = errors.New(text)
	return e
}

// kindOfCode holds the codes that mean something other than their status: see
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2.
func kindOfCode(code string) (storage.Kind, bool) {
	switch code {
	case "InvalidBlobType":
		return storage.TypeMismatch, true
	case "ResourceTypeMismatch":
		return storage.FolderCollision, true
	case "PublicAccessNotPermitted", "NoAuthenticationInformation", "InvalidAuthenticationInfo", "AccountRequiresHttps":
		return storage.Denied, true
	case "InvalidResourceName", "InvalidFileOrDirectoryPathName", "OutOfRangeInput", "InvalidUri":
		return storage.InvalidName, true
	case "RequestBodyTooLarge", "BlockCountExceedsLimit":
		return storage.TooLarge, true
	case "LeaseIdMissing", "LeaseNotPresentWithBlobOperation", "LeaseIdMismatchWithBlobOperation", "LeaseLost",
		"LeaseNotPresentWithFileOperation", "LeaseIdMismatchWithFileOperation":
		return storage.Other, true
	}
	return storage.Other, false
}

func kindOfStatus(status int) storage.Kind {
	switch status {
	case http.StatusNotFound:
		return storage.NotFound
	case http.StatusUnauthorized, http.StatusForbidden:
		return storage.Denied
	case http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable:
		// The range was inside the object when it was listed.
		return storage.Changed
	case http.StatusRequestEntityTooLarge:
		return storage.TooLarge
	}
	if isBusy(status) {
		return storage.Busy
	}
	return storage.Other
}
