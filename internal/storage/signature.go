package storage

import "strings"

// signatureLength is the length of an HMAC-SHA256 in base64, without its padding.
const signatureLength = 43

// RedactSignatures returns the text with Masked in place of what looks like a signature or a key, in the encodings that a
// Redactor knows. It is for texts that may quote a signature whose value is no longer known, such as that of the link from
// which another run started a copy.
func RedactSignatures(text string) string {
	var clean strings.Builder
	done := 0
	for i := 0; i < len(text); {
		n, is := signatureForm(text[i:])
		if is {
			clean.WriteString(text[done:i] + Masked)
			done = i + n
		}
		if n == 0 {
			_, n = character(text[i:])
		}
		i += n
	}
	return clean.String() + text[done:]
}

// signatureForm returns the length of the base64 that the text starts with, and reports whether it may be a signature: it
// has padding, or else the length of one (or one more, for a character that sticks to it) and letters of both cases, as
// paths seldom have.
func signatureForm(text string) (length int, is bool) {
	count, upper, lower := 0, false, false
	c, n := character(text)
	for ; n > 0 && isBase64(c); c, n = character(text[length:]) {
		upper, lower = upper || c >= 'A' && c <= 'Z', lower || c >= 'a' && c <= 'z'
		count++
		length += n
	}
	padded := count > 0 && n > 0 && c == '='
	for ; padded && n > 0 && c == '='; c, n = character(text[length:]) {
		length += n
	}
	fits := padded && count >= signatureLength || count == signatureLength || count == signatureLength+1
	return length, fits && upper && lower
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("+/-_", c) >= 0
}
