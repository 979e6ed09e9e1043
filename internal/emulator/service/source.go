package service

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// sourceAuthorization has a token of Entra ID for the source, which nobody here could have issued.
const sourceAuthorization = "x-ms-copy-source-authorization"

// sourceTrailingDot is trailingDot for the source.
const sourceTrailingDot = "x-ms-source-allow-trailing-dot"

// Source returns the request that reads what this request copies from, whose address is the value of a header. It is one to
// the service that the host names, or else to the same service. Whatever the host, the account is looked for in this
// emulator. The source is authorized as a request of its own would be, by
// public access or a SAS in the address; with trust, the owner of the source's account needs neither within one service.
func (r *Request) Source(header string, trust bool) (*Request, error) {
	u, err := url.Parse(r.Header(header))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		// The value may hold a SAS and is not repeated.
		return nil, rest.New(rest.InvalidHeaderValue, rest.Detail{Name: "HeaderName", Value: header})
	}
	if r.Header(sourceAuthorization) != "" {
		return nil, r.Unverified(rest.New(rest.InvalidAuthenticationInfo, rest.Detail{Name: "HeaderName", Value: sourceAuthorization}))
	}
	get := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}, RemoteAddr: r.HTTP.RemoteAddr}
	if u.Scheme == "https" {
		get.TLS = new(tls.ConnectionState)
	}
	if r.Header(sourceTrailingDot) != "" {
		get.Header.Set(trailingDot, r.Header(sourceTrailingDot))
	}
	source := &Request{HTTP: get.WithContext(r.HTTP.Context()), ID: r.ID, Now: r.Now, handler: cmp.Or(r.handler.at(u.Host), r.handler)}
	if err := source.parse(source.Service().Name); err != nil {
		return nil, r.Unverified(err)
	}
	if source.Version == "" {
		source.Version = r.Version
	}
	op, err := source.handler.service.Route(source)
	if err != nil {
		return nil, r.Unverified(err)
	}
	source.op = op
	if trust && r.Grant.Kind() == auth.Owner && source.Account == r.Account && source.handler == r.handler && !source.Query.Has("sig") {
		source.Grant, source.Trusted = r.Grant, true
	} else if err := source.handler.authorize(source, op); err != nil {
		return nil, r.Unverified(err)
	}
	if err := op.understood(source); err != nil {
		return nil, r.Unverified(err)
	}
	return source, nil
}

// CheckContent returns an error when a source is not a file or a blob but something that the service says of one.
func (r *Request) CheckContent() error {
	for _, name := range []string{"comp", "restype"} {
		if value := r.Query.Get(name); value != "" {
			return r.Unverified(rest.BadQuery(name, value, "The source is not a file or a blob."))
		}
	}
	return nil
}

// Address returns the address of a source without what authorizes it.
func (r *Request) Address() string {
	u := *r.HTTP.URL
	u.RawQuery, u.User, u.Fragment = "", nil, ""
	for _, name := range []string{"snapshot", "sharesnapshot"} {
		if id := r.Query.Get(name); id != "" {
			u.RawQuery = name + "=" + id
		}
	}
	return u.String()
}

// Unverified is the error for a source that can't be read for this reason. It does not reveal what was signed.
func (r *Request) Unverified(err error) error {
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok {
		return err
	}
	codes, _ := r.handler.service.Refusals()
	refusal = refusal.Complete(codes)
	e := rest.New(rest.CannotVerifyCopySource)
	e.Status, e.Message, e.Details = refusal.Status, refusal.Message, named(refusal.Details)
	return e
}

// named returns the details that say which header or parameter is meant. Others may hold what was signed.
func named(details []rest.Detail) []rest.Detail {
	var names []rest.Detail
	for _, d := range details {
		if d.Name == "HeaderName" || d.Name == "QueryParameterName" {
			names = append(names, d)
		}
	}
	return names
}
