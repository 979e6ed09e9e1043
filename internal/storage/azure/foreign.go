package azure

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"azcopy/internal/storage"
)

// isForeign reports whether an answer comes from something other than Azure Storage: a firewall, the sign-in page of a
// network, another server. The service sends its version and the request's ID with each answer.
func isForeign(h http.Header) bool {
	return h.Get("x-ms-request-id") == "" && h.Get("x-ms-version") == ""
}

// foreignError is an answer that looks like a success but does not come from the service. Otherwise it would be taken for
// content.
type foreignError struct{ answer answer }

func (e *foreignError) Error() string { return e.answer.text() + " " + e.answer.advice() }

// refuseForeign returns a *foreignError for a successful answer that is not the service's.
func refuseForeign(resp *http.Response) error {
	if resp.StatusCode >= http.StatusBadRequest || !isForeign(resp.Header) {
		return nil
	}
	a := answer{status: resp.StatusCode}
	a.readHead(resp)
	return &foreignError{a}
}

// foreign says who answered in the service's place, as far as the answer shows it.
type foreign struct {
	is       bool
	server   string // product
	location string // that it redirects to, without query
}

func readForeign(h http.Header) foreign {
	return foreign{is: isForeign(h), server: OneLine(h.Get("Server")), location: withoutQuery(h.Get("Location"))}
}

// withoutQuery returns a URL without what may be secret in it.
func withoutQuery(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || raw == "" {
		return ""
	}
	return OneLine((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String())
}

// kind returns the kind of a foreign answer. What it says about an object does not count, only whether it may pass.
func (f foreign) kind(status int) storage.Kind {
	if isBusy(status) {
		return storage.Busy
	}
	return storage.Unreachable
}

// advice returns who answered, and what to do.
func (f foreign) advice(status int, host string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "This answer is not from Azure Storage: %s was asked, and something else answered", host)
	if f.server != "" {
		fmt.Fprintf(&b, " (Server: %s)", f.server)
	}
	if f.location != "" {
		fmt.Fprintf(&b, ", which redirects to %s", f.location)
	}
	switch status {
	case http.StatusProxyAuthRequired:
		b.WriteString("; the proxy asks for a name and a password: give them in HTTP_PROXY or HTTPS_PROXY, as http://name:password@host:port.")
	case http.StatusBadRequest:
		b.WriteString("; check the host and the port in the URL, and whether it must start with https://.")
	default:
		b.WriteString("; check the URL, whether this network requires a sign-in, and that no firewall or proxy answers in the service's place.")
	}
	return b.String()
}

// foreignOf returns the foreign answer in err's chain.
func foreignOf(err error) (answer, bool) {
	e, ok := errors.AsType[*foreignError](err)
	if !ok {
		return answer{}, false
	}
	return e.answer, true
}
