package azure

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"azcopy/internal/storage"
)

// isForeign reports whether an answer comes from something else than Azure Storage: a firewall, the sign-in page of a
// network, another server. The service names its version and the request's ID in each answer.
func isForeign(h http.Header) bool {
	return h.Get("x-ms-request-id") == "" && h.Get("x-ms-version") == ""
}

// foreignError is an answer that looks like a success, but is not one of the service. What it would be taken for otherwise
// is content.
type foreignError struct{ answer answer }

func (e *foreignError) Error() string { return e.answer.text() + " " + e.answer.advice() }

// refuseForeign returns a *foreignError for an answer without an error that is not the service's.
func refuseForeign(resp *http.Response) error {
	if resp.StatusCode >= http.StatusBadRequest || !isForeign(resp.Header) {
		return nil
	}
	a := answer{status: resp.StatusCode}
	a.readHead(resp)
	return &foreignError{a}
}

// foreign is who answered in the service's place, as far as the answer says so.
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

// kind of a foreign answer: nothing that it says of an object is believed, but that it may pass.
func (f foreign) kind(status int) storage.Kind {
	if isBusy(status) {
		return storage.Busy
	}
	return storage.Unreachable
}

// advice says who answered, and what to do.
func (f foreign) advice(status int, host string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "This is no answer of Azure Storage: %s was asked, and something else answered", host)
	if f.server != "" {
		fmt.Fprintf(&b, " (Server: %s)", f.server)
	}
	if f.location != "" {
		fmt.Fprintf(&b, ", which sends to %s", f.location)
	}
	switch status {
	case http.StatusProxyAuthRequired:
		b.WriteString("; the proxy asks for a name and a password: give them in HTTP_PROXY or HTTPS_PROXY, as http://name:password@host:port.")
	case http.StatusBadRequest:
		b.WriteString("; check the host and the port in the URL, and whether it must start with https://.")
	default:
		b.WriteString("; check the URL, whether this network wants a sign-in, and that no firewall or proxy answers in the service's place.")
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
