package azure

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// serviceError is what the body of a refusal says. All of it is one line and holds no secret.
type serviceError struct {
	code string
	// sentence is the first sentence of the message.
	sentence string
	// subject is the header or query parameter that the service objects to.
	subject string
	// detail is why the authentication failed. It may quote what was signed, so it is never printed.
	detail string
	// timeFrame says that a SAS has expired or is not yet valid.
	timeFrame string
}

// maxErrorBody is many times what the services send. A proxy may send more.
const maxErrorBody = 64 << 10

// parseServiceError reads the XML of Blob and File, or the JSON of Table: see
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2#error-response. It ignores a body that is
// neither, such as a proxy's page.
func parseServiceError(body []byte) serviceError {
	body = bytes.TrimPrefix(body[:min(len(body), maxErrorBody)], []byte("\uFEFF"))
	var fields map[string]string
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		fields = parseJSONError(body)
	} else {
		fields = parseXMLError(body)
	}
	e := serviceError{
		code:     OneLine(fields["code"]),
		sentence: firstSentence(fields["message"]),
		subject:  OneLine(fields["headername"] + fields["queryparametername"]),
		detail:   fields["authenticationerrordetail"],
	}
	e.timeFrame = sasTimeFrame(e.detail)
	return e
}

// parseXMLError returns the texts of the children of the root element Error, by their names in lower case.
func parseXMLError(body []byte) map[string]string {
	fields := make(map[string]string)
	d := xml.NewDecoder(bytes.NewReader(body))
	var path []string
	for {
		token, err := d.Token()
		if err != nil {
			return fields
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, strings.ToLower(t.Name.Local))
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 2 && path[0] == "error" {
				fields[path[1]] += string(t)
			}
		}
	}
}

func parseJSONError(body []byte) map[string]string {
	type inner struct {
		Code    string
		Message json.RawMessage
	}
	var doc struct {
		OData inner `json:"odata.error"`
		Error inner `json:"error"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return nil
	}
	e := doc.OData
	if e.Code == "" {
		e = doc.Error
	}
	fields := map[string]string{"code": e.Code}
	var localized struct{ Value string }
	var plain string
	if json.Unmarshal(e.Message, &localized) == nil {
		fields["message"] = localized.Value
	} else if json.Unmarshal(e.Message, &plain) == nil {
		fields["message"] = plain
	}
	return fields
}

// firstSentence returns the first sentence of a service's message. The request's ID and time follow it on lines of their
// own.
func firstSentence(message string) string {
	message, _, _ = strings.Cut(strings.TrimSpace(message), "\n")
	message, _, _ = strings.Cut(message, "RequestId:")
	if i := strings.Index(message, ". "); i >= 0 {
		message = message[:i+1]
	}
	return OneLine(message)
}

var timeFramePattern = regexp.MustCompile(`Start \[([^\]]*)\] - Expiry \[([^\]]*)\] - Current \[([^\]]*)\]`)

// sasTimeFrame returns what is wrong with the time of a SAS, according to the service's detail, or nothing.
func sasTimeFrame(detail string) string {
	m := timeFramePattern.FindStringSubmatch(detail)
	if m == nil {
		return ""
	}
	expiry, err1 := time.Parse(time.RFC1123, m[2])
	current, err2 := time.Parse(time.RFC1123, m[3])
	if err1 == nil && err2 == nil && !current.Before(expiry) {
		return "The SAS expired at " + expiry.UTC().Format(time.RFC3339) + "."
	}
	start, err1 := time.Parse(time.RFC1123, m[1])
	if err1 == nil && err2 == nil && current.Before(start) {
		return "The SAS is not valid before " + start.UTC().Format(time.RFC3339) + "."
	}
	return ""
}

// maxText bounds the length of a text from outside, in bytes.
const maxText = 300

var signaturePattern = regexp.MustCompile(`(?i)\bsig=[^&\s"'<]+`)

// OneLine makes a text from outside fit for a message: one line of bounded length, without control characters or anything
// that looks like a signature.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	s = signaturePattern.ReplaceAllString(strings.Join(strings.Fields(s), " "), "sig="+storage.Masked)
	s = storage.RedactSignatures(s)
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "") + "…"
}
