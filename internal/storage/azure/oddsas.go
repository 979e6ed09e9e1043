package azure

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// signatureLength is the length of a SAS's signature, the 32 bytes of an HMAC-SHA256 in base64.
const signatureLength = 44

// encodedTwice matches an escape whose percent sign is itself escaped.
var encodedTwice = regexp.MustCompile(`%25(?:25)*[0-9A-Fa-f]{2}`)

// oddSAS says how the SAS in a query string was probably damaged on its way, or nothing. A SAS is sent as it was given,
// since only the service knows whether it is right; this is for one that was refused. It does not repeat the signature.
func oddSAS(query string) string {
	for parameter := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		switch strings.ToLower(name) {
		case "sig":
			if odd := oddSignature(value); odd != "" {
				return odd
			}
		case "st", "se", "spr", "sip", "skt", "ske":
			if encodedTwice.MatchString(value) {
				return "The SAS is encoded twice: " + strings.ToLower(name) + " has %25 in place of %; copy it again, or replace each %25 by %."
			}
		}
	}
	return ""
}

func oddSignature(value string) string {
	switch text, err := url.QueryUnescape(value); {
	case err != nil:
		return ""
	case encodedTwice.MatchString(value):
		return "The SAS is encoded twice: its signature (sig) has %25 in place of %; copy it again, or replace each %25 by %."
	case strings.Contains(value, "+"):
		return "The SAS has a + in its signature (sig), which the service reads as a blank: write %2B instead."
	case strings.Contains(text, " "):
		return "The SAS has a blank in its signature (sig), where a + was: write %2B instead."
	case len(text) != signatureLength:
		return fmt.Sprintf("The signature of the SAS (sig) has %d characters instead of %d: copy the whole SAS again.", len(text), signatureLength)
	}
	return ""
}
