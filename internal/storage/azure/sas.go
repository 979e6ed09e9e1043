package azure

import (
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"azcopy/internal/storage"
)

// parseSAS checks that a shared access signature is complete and nothing else, and returns it without a leading '?'. It
// changes nothing else: the service compares the signature with what it decodes, and a SAS that was decoded and encoded
// again is not always the same.
func parseSAS(at storage.Location, sas storage.Secret) (storage.Secret, error) {
	token := strings.TrimPrefix(strings.TrimSpace(sas.Reveal()), "?")
	if token == "" {
		return "", nil
	}
	if i := strings.IndexFunc(token, notInQuery); i >= 0 {
		return "", badCredential(at, "the SAS is malformed: its character %d is not allowed in a URL; copy it again, complete and unchanged", i+1)
	}
	if !wellEscaped(token) {
		return "", badCredential(at, "the SAS is malformed: a %% in it is not followed by two hexadecimal digits; "+
			"in a batch file every %% in it must be doubled, in a response file not")
	}
	if err := storage.CheckSAS(storage.Secret(token)); err != nil {
		return "", badCredential(at, "%v", err)
	}
	if !hasSignature(token) {
		return "", badCredential(at, "the SAS is incomplete: it has no signature (sig=); "+
			"copy all of it, and put it in double quotes, since a shell ends the command at the first &")
	}
	return storage.Secret(token), nil
}

func notInQuery(c rune) bool { return c <= ' ' || c >= 0x7f || c == '#' || c == '"' }

// wellEscaped reports whether every % starts an escape of two hexadecimal digits.
func wellEscaped(s string) bool {
	parts := strings.Split(s, "%")
	for _, p := range parts[1:] {
		if len(p) < 2 || !isHex(p[0]) || !isHex(p[1]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func hasSignature(token string) bool {
	for param := range strings.SplitSeq(token, "&") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(name, "sig") && value != "" {
			return true
		}
	}
	return false
}

// sasPolicy appends the SAS to the query string of each try, after the parameters that the SDK has set. It does so last,
// because the SDK rebuilds query strings in an order and encoding of its own.
type sasPolicy struct{ credential Credential }

func (p sasPolicy) Do(req *policy.Request) (*http.Response, error) {
	sas, _ := p.credential.SAS()
	u := req.Raw().URL
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += sas.Reveal()
	return req.Next()
}
