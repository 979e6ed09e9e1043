package rest

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a refusal in the service's form: a status, an error code and a message. See
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2.
type Error struct {
	Status  int
	Code    Code
	Message string
	// Details are the further elements of the error's body, in order.
	Details []Detail
	// Header are fields that the answer carries besides the error.
	Header http.Header
}

// Detail is one element of an error's body that only some errors have, such as AuthenticationErrorDetail.
type Detail struct{ Name, Value string }

// New returns the error of this code with the service's status and message.
func New(code Code, details ...Detail) *Error {
	status, message := code.answer()
	return &Error{Status: status, Code: code, Message: message, Details: details}
}

// BadHeader is the error for a request header with this value.
func BadHeader(name, value string) *Error {
	return New(InvalidHeaderValue, Detail{"HeaderName", name}, Detail{"HeaderValue", value})
}

// MissingHeader is the error for a request header that must be there.
func MissingHeader(name string) *Error {
	return New(MissingRequiredHeader, Detail{"HeaderName", name})
}

// BadQuery is the error for a query parameter with this value; reason says what is wrong with it.
func BadQuery(name, value, reason string) *Error {
	return New(InvalidQueryParameterValue, Detail{"QueryParameterName", name}, Detail{"QueryParameterValue", value}, Detail{"Reason", reason})
}

// Mismatch is the error for content whose checksum is not the one that was sent.
func Mismatch(code Code, sent, computed []byte) *Error {
	encode := base64.StdEncoding.EncodeToString
	return New(code, Detail{"UserSpecified", encode(sent)}, Detail{"ServerCalculated", encode(computed)})
}

func (e *Error) Error() string {
	text := strconv.Itoa(e.Status) + " " + string(e.Code) + ": " + e.Message
	for _, d := range e.Details {
		text += " (" + d.Name + ": " + d.Value + ")"
	}
	return text
}

// Write answers the request with the error: in a header for every method, and in the body too where one is allowed.
func (e *Error) Write(w http.ResponseWriter, method, requestID string, now time.Time) {
	h := w.Header()
	for name, values := range e.Header {
		h[name] = values
	}
	if e.Code != "" {
		h.Set("x-ms-error-code", string(e.Code))
	}
	if method == http.MethodHead || e.Status == http.StatusNotModified {
		w.WriteHeader(e.Status)
		return
	}
	body := e.body(requestID, now)
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(e.Status)
	// The client may be gone; there is nobody else to tell.
	_, _ = w.Write([]byte(body))
}

func (e *Error) body(requestID string, now time.Time) string {
	var b strings.Builder
	b.WriteString("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><Error>`)
	element(&b, "Code", string(e.Code))
	element(&b, "Message", e.Message+"\nRequestId:"+requestID+"\nTime:"+FormatTicks(now))
	for _, d := range e.Details {
		element(&b, d.Name, d.Value)
	}
	b.WriteString("</Error>")
	return b.String()
}

func element(b *strings.Builder, name, text string) {
	b.WriteString("<" + name + ">")
	// A strings.Builder does not fail.
	_ = xml.EscapeText(b, []byte(text))
	b.WriteString("</" + name + ">")
}

// FormatTicks formats a time as the services do where a second is too coarse: in UTC, with seven digits.
func FormatTicks(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.0000000Z")
}
