package azure

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"azcopy/internal/storage"
)

// answer is a service's refusal of a request.
type answer struct {
	status int
	code   string
	serviceError
	requestID string
	date      time.Time // of the response, by the service's clock; zero when it sent none
	asked     asked
	foreign   foreign
}

// asked says how the refused request was authorized.
type asked struct {
	host      string
	sharedKey bool
	sas       bool
	date      time.Time // that was signed, by our clock; zero when none was
	// odd and oddSource say how the SAS, and that of a copy's source, was probably damaged.
	odd, oddSource string
}

func readAnswer(e *azcore.ResponseError) answer {
	a := answer{status: e.StatusCode, code: OneLine(e.ErrorCode)}
	resp := e.RawResponse
	if resp == nil {
		return a
	}
	if body, err := runtime.Payload(resp); err == nil {
		a.serviceError = parseServiceError(body)
	}
	if a.code == "" {
		a.code = a.serviceError.code
	}
	a.readHead(resp)
	return a
}

// readHead reads what the answer says besides its body.
func (a *answer) readHead(resp *http.Response) {
	a.requestID = OneLine(resp.Header.Get("x-ms-request-id"))
	a.date, _ = http.ParseTime(resp.Header.Get("Date"))
	a.foreign = readForeign(resp.Header)
	if resp.Request != nil {
		a.asked = readAsked(resp.Request)
	}
}

func readAsked(req *http.Request) asked {
	date, _ := http.ParseTime(req.Header.Get("x-ms-date"))
	_, source, _ := strings.Cut(req.Header.Get("x-ms-copy-source"), "?")
	return asked{
		host:      req.URL.Host,
		sharedKey: strings.HasPrefix(req.Header.Get("Authorization"), "SharedKey"),
		sas:       hasSignature(req.URL.RawQuery),
		date:      date,
		odd:       oddSAS(req.URL.RawQuery),
		oddSource: oddSAS(source),
	}
}

func (a answer) kind() storage.Kind {
	if a.foreign.is {
		return a.foreign.kind(a.status)
	}
	if _, off := a.clockSkew(); off {
		return storage.ClockSkew
	}
	if kind, ok := kindOfCode(a.code); ok {
		return kind
	}
	return kindOfStatus(a.status)
}

// text returns the service's answer in one line.
func (a answer) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "The remote server returned an error: (%d) %s.", a.status, http.StatusText(a.status))
	switch {
	case a.code != "" && a.sentence != "":
		b.WriteString(" " + a.code + ": " + a.sentence)
	default:
		b.WriteString(strings.TrimRight(" "+a.code+a.sentence, " "))
	}
	if a.subject != "" {
		b.WriteString(" (" + a.subject + ")")
	}
	if a.requestID != "" {
		b.WriteString(" RequestId:" + a.requestID)
	}
	if !a.date.IsZero() {
		b.WriteString(" Time:" + a.date.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// advice returns what can be done about the refusal, when there is more to say than the service did.
func (a answer) advice() string {
	return strings.TrimSpace(a.remedy() + " " + a.damagedSAS())
}

// damagedSAS says how the SAS with the refused signature was damaged.
func (a answer) damagedSAS() string {
	switch {
	case a.foreign.is:
	case a.code == "CannotVerifyCopySource" && kindOfStatus(a.status) == storage.Denied:
		return a.asked.oddSource
	case a.code == "InvalidAuthenticationInfo", a.code == "AuthenticationFailed" && a.timeFrame == "":
		return a.asked.odd
	}
	return ""
}

// remedy returns what can be done about such a refusal, whatever the secret is.
func (a answer) remedy() string {
	if a.foreign.is {
		return a.foreign.advice(a.status, a.asked.host)
	}
	if off, is := a.clockSkew(); is {
		return adviseClock(off)
	}
	denied := kindOfStatus(a.status) == storage.Denied || a.code == "PublicAccessNotPermitted"
	anonymous := !a.asked.sharedKey && !a.asked.sas
	const nothingGiven = "Neither a key nor a SAS was given, and anonymous access to this is not allowed."
	switch known := remedy(a.code, a.asked.sas); {
	case a.code == "CannotVerifyCopySource":
		return adviseCopySource(a.status)
	case anonymous && a.code == "AuthorizationFailure":
		return nothingGiven + " If it should be: " + known
	case known != "":
		return known
	case anonymous && (denied || a.status == http.StatusNotFound && a.code == "ResourceNotFound"):
		return nothingGiven
	case denied && a.asked.sas:
		return a.remedySAS()
	case denied && a.code == "AuthenticationFailed":
		return "Check that the key is one of this account's keys, and complete."
	}
	return ""
}

// adviseCopySource says that the source of a copy refused, and not the destination, which was asked.
func adviseCopySource(status int) string {
	switch kindOfStatus(status) {
	case storage.NotFound:
		return "The source of the copy does not exist, or no longer exists."
	case storage.Denied:
		return "The source refuses: check that its key or SAS is valid and permits reading, and that its firewall lets the destination's service in."
	}
	return "The source of the copy could not be read."
}
