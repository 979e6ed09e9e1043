package service

import (
	"net/http"
	"net/url"
	"strings"

	"azcopy/internal/emulator/rest"
)

const secondarySuffix = "-secondary"

// trailingDot asks the File service to keep the dots at the end of a name.
const trailingDot = "x-ms-allow-trailing-dot"

// parse reads the envelope of a request: the address, the query and the version. The account is the first label of a
// host like the product's, http://account.blob.suffix/container/object, and else the first segment of the path:
// http://host/account/container/object.
func (r *Request) parse(service string) error {
	path := strings.TrimPrefix(r.HTTP.URL.EscapedPath(), "/")
	if !r.handler.NamesAsSent {
		path = backslashes().Replace(path)
	}
	account, ok := accountOfHost(r.HTTP.Host, service)
	if !ok {
		account, path, _ = strings.Cut(path, "/")
	}
	container, object, _ := strings.Cut(path, "/")
	for _, part := range []struct {
		escaped string
		into    *string
	}{{account, &r.Account}, {container, &r.Container}, {object, &r.Object}} {
		plain, err := url.PathUnescape(part.escaped)
		if err != nil || strings.ContainsRune(plain, 0) {
			return rest.New(rest.InvalidURI)
		}
		*part.into = plain
	}
	if r.Object != "" && !r.handler.NamesAsSent && r.Header(trailingDot) != "true" {
		if r.Object = normalize(r.Object); r.Object == "" {
			return rest.New(rest.InvalidURI)
		}
	}
	r.Account, r.Secondary = strings.CutSuffix(r.Account, secondarySuffix)
	if err := r.parseQuery(); err != nil {
		return err
	}
	return r.parseVersion()
}

// backslashes replaces each \, encoded or not, by the / that the services read in its place.
func backslashes() *strings.Replacer { return strings.NewReplacer(`\`, "/", "%5C", "/", "%5c", "/") }

// normalize returns the name of an object as the services keep it: without the dots that end a segment of its path, and
// without segments of dots alone. See
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata, which
// warns of such names.
func normalize(name string) string {
	if !strings.Contains(name, "./") && !strings.HasSuffix(name, ".") {
		return name
	}
	var kept []string
	for segment := range strings.SplitSeq(name, "/") {
		if short := strings.TrimRight(segment, "."); short != "" || segment == "" {
			kept = append(kept, short)
		}
	}
	return strings.Join(kept, "/")
}

func accountOfHost(host, service string) (string, bool) {
	account, suffix, _ := strings.Cut(host, ".")
	return account, strings.HasPrefix(suffix, service+".")
}

func (r *Request) parseQuery() error {
	values, err := url.ParseQuery(r.HTTP.URL.RawQuery)
	if err != nil {
		return rest.New(rest.InvalidURI)
	}
	r.Query = make(url.Values, len(values))
	for name, v := range values {
		name = strings.ToLower(name)
		r.Query[name] = append(r.Query[name], v...)
		if len(r.Query[name]) > 1 {
			return rest.BadQuery(name, "", "It is given more than once.")
		}
	}
	return nil
}

// parseVersion takes the version from the header, or else from a SAS.
func (r *Request) parseVersion() error {
	name, value := "x-ms-version", r.Header("x-ms-version")
	for _, parameter := range []string{"api-version", "sv"} {
		if value == "" {
			value = r.Query.Get(parameter)
		}
	}
	if value == "" {
		return nil
	}
	version, ok := rest.ParseVersion(value)
	if !ok {
		return rest.BadHeader(name, value)
	}
	r.Version = version
	return nil
}

// readOnly reports whether a method changes nothing.
func readOnly(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
