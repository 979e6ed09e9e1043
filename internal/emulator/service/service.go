// Package service is what the emulated services share in serving a request: its address, its authorization, deliberate
// faults, and the answer when something is wrong.
package service

import (
	"net/http"
	"net/url"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// Service is one of the emulated services.
type Service interface {
	// Name is how signatures name the service.
	Name() auth.Service
	// Refusals returns the codes that it refuses requests with, and the form of a refusal.
	Refusals() (rest.Codes, rest.Format)
	// Route returns the operation that a request asks for, or the error for one that does not exist.
	Route(r *Request) (Operation, error)
	// Policy returns a stored access policy of a container.
	Policy(account, container, id string) (auth.Policy, bool, error)
	// Public returns who may read a container without authorization.
	Public(account, container string) (PublicAccess, error)
}

// PublicAccess is what may be read without authorization.
type PublicAccess int

// The levels of public access; each includes those before it.
const (
	Private          PublicAccess = iota
	PublicObjects                 // objects may be read, but not listed
	PublicContainers              // the container and its objects may be read and listed
)

// Operation is one operation of a service's REST API.
type Operation struct {
	Name string // as its reference page names it: "Put Blob"
	Need auth.Need
	// Public is the public access that permits the operation to everyone; Private for none.
	Public PublicAccess
	// Takes is what the operation acts on; a request with anything else is refused.
	Takes Takes
	// Serve carries it out. An error is answered in the service's form; it must be returned before anything is written.
	Serve func(w http.ResponseWriter, r *Request) error
}

// Request is a request whose address is understood and whose sender is known.
type Request struct {
	HTTP    *http.Request
	ID      string
	Account string
	// Secondary is whether the read-only secondary endpoint is addressed.
	Secondary bool
	// Container and Object are decoded; empty when the address is above them.
	Container, Object string
	Query             url.Values // names in lower case
	Version           rest.Version
	Grant             auth.Grant
	// Trusted is whether a source needs no authorization of its own: see Source.
	Trusted bool
	Now     time.Time
	// CopyFailure is why a copy that the request starts is to fail; empty for none. See Fault.
	CopyFailure string

	handler *handler
	op      Operation // of a source: what reads it
}

// Service returns how signatures name the service that the request is for.
func (r *Request) Service() auth.Service { return r.handler.service.Name() }

// Header returns a header of the request.
func (r *Request) Header(name string) string { return r.HTTP.Header.Get(name) }
