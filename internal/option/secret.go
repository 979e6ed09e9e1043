package option

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"azcopy/internal/storage"
)

// parseKey returns a secret without the blanks and line ends around it, which files and pipes leave there. Errors don't
// repeat it.
func parseKey(v string) (storage.Secret, error) {
	v = strings.TrimSpace(v)
	switch {
	case v == "":
		return "", errors.New("the value is empty")
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return "", errors.New("the value contains a blank or the end of a line; it was probably copied incorrectly")
	}
	return storage.Secret(v), nil
}

// parseSAS is parseKey for a SAS, without the '?' that it has in a URL and with no other parameter.
func parseSAS(v string) (storage.Secret, error) {
	sas, err := parseKey(strings.TrimPrefix(strings.TrimSpace(v), "?"))
	if err != nil {
		return "", err
	}
	return sas, storage.CheckSAS(sas)
}

// secretPattern finds the signature of a SAS, and an account key by the padding at its end.
var secretPattern = regexp.MustCompile(`(?i)\bsig=[^&\s"]*|[a-z0-9+/]{20,}={1,2}`)

// signaturePattern finds the signature of a SAS among other parameters, but nothing that a path or a pattern is likely to
// have.
var signaturePattern = regexp.MustCompile(`(?i)([?&;]sig=)[^&\s"]*`)

func maskSignature(v string) string {
	return signaturePattern.ReplaceAllString(v, "${1}"+storage.Masked)
}

// userPattern finds the user name and password of a URL.
var userPattern = regexp.MustCompile(`://[^/?\s"]*@`)

func maskUser(v string) string {
	return userPattern.ReplaceAllLiteralString(v, "://"+storage.Masked+"@")
}

// masked masks secrets in a text of the user for an error message. None belongs there, but it may have ended up there: after
// an option that is not separated from the previous one, or as a SAS or a password in a URL.
func masked(v string) string {
	if a, ok := split(v); ok {
		row, known := byEither(a.name)
		if !known {
			row, _, _ = longestPrefix(a.name)
		}
		if _, other := otherSecret(a.name); row.secret || other {
			return storage.Masked
		}
	}
	return secretPattern.ReplaceAllString(maskUser(v), storage.Masked)
}

// shown is masked in quotes, as it was typed: a backslash is not doubled.
func shown(v string) string { return `"` + masked(v) + `"` }
