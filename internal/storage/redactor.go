package storage

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Redactor removes a run's secrets from texts by their value, whatever is around them: as they are, or in the encodings in
// which servers and proxies quote a request. It is safe for concurrent use.
type Redactor struct {
	mu     sync.RWMutex
	values []string // characters as canonical returns them, without padding
}

const (
	// minSecret is the length of the shortest secret to look for: a shorter one would be found in ordinary text. Keys have
	// 88 characters, and signatures 44.
	minSecret = 8
	// minPart is the length from which the beginning of a secret is masked as well, which is left where a text was cut.
	minPart = 16
)

// NewRedactor returns a Redactor of these secrets: see Add.
func NewRedactor(secrets ...Secret) *Redactor {
	r := &Redactor{}
	r.Add(secrets...)
	return r
}

var signature = regexp.MustCompile(`(?i)(?:^|[?&;])sig=([^&;#\s]*)`)

// Add adds secrets.
func (r *Redactor) Add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		r.add(strings.TrimSpace(s.Reveal()))
	}
}

// AddSAS adds the signatures of a SAS, or of a URL that may have one. Nothing else in it is secret.
func (r *Redactor) AddSAS(text Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range signature.FindAllStringSubmatch(text.Reveal(), -1) {
		r.add(m[1])
	}
}

func (r *Redactor) add(text string) {
	var value strings.Builder
	for i := 0; i < len(text); {
		c, n := character(text[i:])
		value.WriteByte(canonical(c))
		i += n
	}
	if v := strings.TrimRight(value.String(), "="); len(v) >= minSecret {
		r.values = append(r.values, v)
	}
}

// Redact returns the text with Masked in place of each secret.
func (r *Redactor) Redact(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var clean strings.Builder
	done := 0
	for i := 0; i < len(text); {
		n := r.found(text[i:])
		if n == 0 {
			i++
			continue
		}
		clean.WriteString(text[done:i] + Masked)
		i += n
		done = i
	}
	if done == 0 {
		return text
	}
	return clean.String() + text[done:]
}

// found returns the length of the longest secret that the text starts with, in any encoding, or 0.
func (r *Redactor) found(text string) int {
	longest := 0
	for _, v := range r.values {
		if text[0] == '%' || text[0] == '&' || text[0] == '\\' || canonical(text[0]) == v[0] {
			longest = max(longest, match(text, v))
		}
	}
	return longest
}

// match returns the length of the secret that the text starts with, and its padding.
func match(text, value string) int {
	at := 0
	for i := range len(value) {
		c, n := character(text[at:])
		if n == 0 || canonical(c) != value[i] {
			if i < minPart {
				return 0
			}
			return at
		}
		at += n
	}
	for {
		c, n := character(text[at:])
		if n == 0 || c != '=' {
			return at
		}
		at += n
	}
}

// canonical maps characters that stand for each other to one: base64 for URLs has others than base64, and a '+' in a query
// may be read as a blank.
func canonical(c byte) byte {
	switch c {
	case ' ', '-':
		return '+'
	case '_':
		return '/'
	}
	return c
}

// character decodes the first character of the text and returns it with the length of its encoding, which is that of URLs
// (also several times over), of HTML and XML, or of JSON. The length is 0 at the end of the text.
func character(text string) (byte, int) {
	if text == "" {
		return 0, 0
	}
	switch text[0] {
	case '%':
		return percentEncoded(text)
	case '&':
		return entity(text)
	case '\\':
		return escaped(text)
	}
	return text[0], 1
}

// percentEncoded decodes %2B, and %252B, %25252B …
func percentEncoded(text string) (byte, int) {
	at := 1
	for strings.HasPrefix(text[at:], "25") {
		if _, ok := hexadecimal(text[at+2:], 2); !ok {
			break
		}
		at += 2
	}
	c, ok := hexadecimal(text[at:], 2)
	if !ok {
		return '%', 1
	}
	return c, at + 2
}

// entity decodes &#43;, &#x2B; or &plus;, and what has &amp; in place of the &.
func entity(text string) (byte, int) {
	const longest = 12
	at := 1
	for strings.HasPrefix(text[at:], "amp;") {
		at += len("amp;")
	}
	end := strings.IndexByte(text[at:min(len(text), at+longest)], ';')
	if end < 0 {
		return '&', at
	}
	decoded := html.UnescapeString("&" + text[at:at+end+1])
	if len(decoded) != 1 {
		return '&', at
	}
	return decoded[0], at + end + 1
}

// escaped decodes \/, \u002b or \x2b, also with more than one backslash.
func escaped(text string) (byte, int) {
	const most = 4
	at := 1
	for at < min(len(text), most) && text[at] == '\\' {
		at++
	}
	rest := text[at:]
	digits := map[byte]int{'u': 4, 'x': 2}
	if rest == "" {
		return '\\', at
	}
	if c, ok := hexadecimal(rest[1:], digits[rest[0]]); ok {
		return c, at + 1 + digits[rest[0]]
	}
	return rest[0], at + 1
}

// hexadecimal parses a byte of this many digits.
func hexadecimal(text string, digits int) (byte, bool) {
	if digits == 0 || len(text) < digits {
		return 0, false
	}
	c, err := strconv.ParseUint(text[:digits], 16, 8)
	return byte(c), err == nil
}
