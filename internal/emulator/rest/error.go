package rest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
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

// New returns the error of this code. When it is answered, it gets the status and the message that the service has for the
// code, unless they are set.
func New(code Code, details ...Detail) *Error { return &Error{Code: code, Details: details} }

// Complete returns the error as the service with these codes answers it.
func (e *Error) Complete(t Codes) *Error {
	whole := *e
	status, message := t.find(e.Code)
	whole.Status, whole.Message = cmp.Or(e.Status, status), cmp.Or(e.Message, message)
	return &whole
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
	text := string(e.Code)
	if e.Status != 0 {
		text = strconv.Itoa(e.Status) + " " + text
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	for _, d := range e.Details {
		text += " (" + d.Name + ": " + d.Value + ")"
	}
	return text
}

// Format is the form of the body of a refusal.
type Format int

// The forms: that of the Blob and File services, and that of the Table service.
const (
	XMLDocument Format = iota
	JSON
)

// Write answers the request with the error, which is complete: in a header for every method, and in the body too where one
// is allowed.
func (e *Error) Write(w http.ResponseWriter, f Format, method, requestID string, now time.Time) {
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
	message := e.Message + "\nRequestId:" + requestID + "\nTime:" + FormatTicks(now)
	kind, body := "application/xml", e.xml
	if f == JSON {
		kind, body = "application/json", e.json
	}
	text := body(message)
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(e.Status)
	// The client may be gone; there is nobody else to report to.
	_, _ = w.Write([]byte(text))
}

func (e *Error) xml(message string) string {
	var b strings.Builder
	b.WriteString("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><Error>`)
	element(&b, "Code", string(e.Code))
	element(&b, "Message", message)
	for _, d := range e.Details {
		element(&b, d.Name, d.Value)
	}
	b.WriteString("</Error>")
	return b.String()
}

// json is the form of https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2, which has no details.
func (e *Error) json(message string) string {
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message struct {
				Lang  string `json:"lang"`
				Value string `json:"value"`
			} `json:"message"`
		} `json:"odata.error"`
	}
	body.Error.Code, body.Error.Message.Lang, body.Error.Message.Value = string(e.Code), "en-US", message
	text, _ := json.Marshal(body) // it has nothing that JSON does not
	return string(text)
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
