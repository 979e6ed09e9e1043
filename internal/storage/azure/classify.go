package azure

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"azcopy/internal/storage"
)

// Classify returns the failure of the operation op as a *storage.Error, which has its kind and says in one line what
// the service answered and what can be done about it. The text contains neither the request's URL nor the response's
// body. An error that is already classified stays as it is; nil stays nil.
func Classify(op string, err error) error {
	if err == nil {
		return nil
	}
	if classified, ok := errors.AsType[*storage.Error](err); ok {
		return classified
	}
	if failed, ok := errors.AsType[*connectionError](err); ok {
		return classifyConnection(op, failed)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &storage.Error{Op: op, Err: err}
	}
	if answer, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return classifyAnswer(op, readAnswer(answer))
	}
	return storage.Errorf(op, storage.Other, "%s", OneLine(err.Error()))
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

// kindOfCode holds the codes that mean something other than their status does: see
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2.
func kindOfCode(code string) (storage.Kind, bool) {
	switch code {
	case "InvalidBlobType":
		return storage.TypeMismatch, true
	case "PublicAccessNotPermitted", "NoAuthenticationInformation":
		return storage.Denied, true
	case "InvalidResourceName", "OutOfRangeInput", "InvalidUri":
		return storage.InvalidName, true
	case "RequestBodyTooLarge", "BlockCountExceedsLimit":
		return storage.TooLarge, true
	case "LeaseIdMissing", "LeaseNotPresentWithBlobOperation", "LeaseIdMismatchWithBlobOperation", "LeaseLost":
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
		// The range was inside the object when that was listed.
		return storage.Changed
	case http.StatusRequestEntityTooLarge:
		return storage.TooLarge
	}
	if isBusy(status) {
		return storage.Busy
	}
	return storage.Other
}

// classifyConnection says what a request without an answer means.
func classifyConnection(op string, e *connectionError) *storage.Error {
	kind, text := storage.Unreachable, ""
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](e)
	_, notTLS := errors.AsType[tls.RecordHeaderError](e)
	switch {
	case isHostNotFound(e):
		kind = storage.HostNotFound
		text = fmt.Sprintf("the host name %s does not resolve; check the account's name in the URL and this machine's network", e.host)
	case untrusted:
		text = fmt.Sprintf("the certificate of %s can't be trusted: %s", e.host, cause(e))
	case notTLS:
		text = fmt.Sprintf("%s does not answer in TLS; check whether its URL must begin with http://", e.host)
	case isDial(e):
		text = fmt.Sprintf("can't connect to %s: %s; check the URL, and that no firewall or proxy stands between", e.host, cause(e))
	case isSilence(e) && e.answered:
		text = fmt.Sprintf("%s fell silent in the middle of an answer, and in all tries that followed", e.host)
	case isSilence(e):
		text = fmt.Sprintf("%s stayed silent, and did in all tries that followed; check the URL, and that no firewall or proxy stands between", e.host)
	default:
		text = fmt.Sprintf("the connection to %s broke, and so did all tries that followed: %s", e.host, cause(e))
	}
	return &storage.Error{Op: op, Kind: kind, Err: &unanswered{text: text, err: e}}
}

// cause returns the innermost text of a network error, without the addresses that the outer ones repeat.
func cause(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	return OneLine(storage.Clause(err).Error())
}

// unanswered is a request without an answer, in our own words.
type unanswered struct {
	text string
	err  error
}

func (e *unanswered) Error() string { return e.text }
func (e *unanswered) Unwrap() error { return e.err }
