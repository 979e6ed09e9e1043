package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
)

// maxSkew is how far the date of a signed request may be from the service's clock.
const maxSkew = 15 * time.Minute

// sharedKey verifies an Authorization header: see
// https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.
func (a *Accounts) sharedKey(r Request, authorization string) (Grant, error) {
	scheme, credential, _ := strings.Cut(authorization, " ")
	account, signature, ok := strings.Cut(credential, ":")
	lite := scheme == "SharedKeyLite"
	if scheme != "SharedKey" && !lite || !ok || account == "" || signature == "" {
		return Grant{}, rest.New(rest.InvalidAuthenticationInfo)
	}
	if account != r.Account {
		return Grant{}, failed("The request is signed for the account %s and addresses the account %s.", account, r.Account)
	}
	if err := checkDate(r.HTTP.Header, r.Now); err != nil {
		return Grant{}, err
	}
	for _, candidate := range candidates(r, lite) {
		if a.isSigned(r.Account, candidate, signature) {
			return Grant{kind: Owner}, nil
		}
	}
	return Grant{}, failed("The MAC signature found in the HTTP request is not the same as any computed signature. "+
		"Server used following string to sign: '%s'.", candidates(r, lite)[0])
}

// candidates returns the strings that clients may have signed. There are several where clients and documentation
// differ: they sort header names by code points or, as the service does, by the rules of a culture, and may leave out
// the "-secondary" of the path.
func candidates(r Request, lite bool) []string {
	path := EncodedPath(r.HTTP)
	paths := []string{path}
	if primary := strings.Replace(path, r.Account+"-secondary", r.Account, 1); primary != path {
		paths = append(paths, primary)
	}
	var all []string
	for _, path := range paths {
		for _, compare := range []func(a, b string) int{strings.Compare, compareByCulture} {
			if lite {
				all = append(all, liteToSign(r, path, compare))
			} else {
				all = append(all, toSign(r, path, compare))
			}
		}
	}
	return all
}

func (a *Accounts) isSigned(account, toSign, signature string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	mac := hmac.New(sha256.New, a.keys[account])
	mac.Write([]byte(toSign))
	return err == nil && hmac.Equal(mac.Sum(nil), given)
}

func checkDate(h http.Header, now time.Time) error {
	value := h.Get("x-ms-date")
	if value == "" {
		value = h.Get("Date")
	}
	if value == "" {
		return failed("Request date header not specified; send x-ms-date or Date.")
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return failed("Request date header not valid: '%s'.", value)
	}
	switch {
	case now.Sub(date) > maxSkew:
		return failed("Request date header too old: '%s'", value)
	case date.Sub(now) > maxSkew:
		return failed("Request date header too far in the future: '%s'", value)
	}
	return nil
}

func toSign(r Request, path string, compare func(a, b string) int) string {
	h := r.HTTP.Header
	date := h.Get("Date")
	if h.Get("x-ms-date") != "" {
		date = ""
	}
	lines := []string{
		r.HTTP.Method,
		h.Get("Content-Encoding"),
		h.Get("Content-Language"),
		signedLength(r),
		h.Get("Content-MD5"),
		h.Get("Content-Type"),
		date,
		h.Get("If-Modified-Since"),
		h.Get("If-Match"),
		h.Get("If-None-Match"),
		h.Get("If-Unmodified-Since"),
		h.Get("Range"),
	}
	return strings.Join(lines, "\n") + "\n" + canonicalHeaders(h, compare) + "/" + r.Account + path + canonicalQuery(r.Query)
}

func liteToSign(r Request, path string, compare func(a, b string) int) string {
	h := r.HTTP.Header
	date := h.Get("Date")
	if h.Get("x-ms-date") != "" {
		date = ""
	}
	resource := "/" + r.Account + path
	if comp := r.Query.Get("comp"); comp != "" {
		resource += "?comp=" + comp
	}
	return strings.Join([]string{r.HTTP.Method, h.Get("Content-MD5"), h.Get("Content-Type"), date}, "\n") + "\n" +
		canonicalHeaders(h, compare) + resource
}

// signedLength returns the line of Content-Length. A length of 0 is left out from version 2015-02-21 on; before that, it is
// signed when the header was sent.
func signedLength(r Request) string {
	switch n := r.HTTP.ContentLength; {
	case n > 0:
		return strconv.FormatInt(n, 10)
	case n == 0 && r.Version < rest.V20150221 && sendsLength(r.HTTP.Method):
		return "0"
	}
	return ""
}

// sendsLength reports whether a request of this method has a Content-Length even though its body is empty. A handler
// does not see the header itself.
func sendsLength(method string) bool { return method == http.MethodPut || method == http.MethodPost }

func canonicalHeaders(h http.Header, compare func(a, b string) int) string {
	var names []string
	for name := range h {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-ms-") {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, compare)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + ":")
		for i, value := range h.Values(name) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strings.TrimSpace(value))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// compareByCulture orders header names as the service does: a hyphen counts only between names that are otherwise the
// same, and an underscore sorts before digits.
func compareByCulture(a, b string) int {
	weights := strings.NewReplacer("-", "", "_", "!")
	if c := strings.Compare(weights.Replace(a), weights.Replace(b)); c != 0 {
		return c
	}
	return strings.Compare(b, a)
}

func canonicalQuery(query url.Values) string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		values := slices.Sorted(slices.Values(query[name]))
		b.WriteString("\n" + name + ":" + strings.Join(values, ","))
	}
	return b.String()
}

// EncodedPath returns the path of the request's URL as the client sent it, which is what it signed.
func EncodedPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.EscapedPath()
}
