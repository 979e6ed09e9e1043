package auth

import (
	"strings"

	"azcopy/internal/emulator/rest"
)

// Kind is how a request is authorized.
type Kind int

// The kinds of authorization.
const (
	Anonymous  Kind = iota // not at all
	Owner                  // by the account's key
	AccountSAS             // by a shared access signature for the account
	ServiceSAS             // by one for a container or an object
)

// Grant is what a caller may do.
type Grant struct {
	kind        Kind
	permissions string
	types       string // of an account SAS: letters of s, c and o
}

// Need is what an operation requires of a SAS. Any one of the letters is enough; none means that no SAS of the kind
// permits the operation. See https://learn.microsoft.com/rest/api/storageservices/create-account-sas and
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas, each with a table of operations.
type Need struct {
	Type    string // s, c or o: service, container or object
	Account string // letters of sp= of an account SAS
	Service string // letters of sp= of a service SAS
}

// Kind returns how the request is authorized.
func (g Grant) Kind() Kind { return g.kind }

// Check returns nil when the grant covers the operation. Anonymous requests are for the service to judge.
func (g Grant) Check(need Need) error {
	switch g.kind {
	case AccountSAS:
		if need.Account == "" {
			return rest.New(rest.AuthorizationFailure)
		}
		if !strings.Contains(g.types, need.Type) {
			return rest.New(rest.AuthorizationResourceTypeMismatch)
		}
		return g.permits(need.Account)
	case ServiceSAS:
		if need.Service == "" {
			return rest.New(rest.AuthorizationFailure)
		}
		return g.permits(need.Service)
	}
	return nil
}

func (g Grant) permits(letters string) error {
	if !strings.ContainsAny(g.permissions, letters) {
		return rest.New(rest.AuthorizationPermissionMismatch)
	}
	return nil
}

// MayOverwrite reports whether the caller may replace what exists: the permission to create is not enough.
func (g Grant) MayOverwrite() bool {
	return g.kind == Owner || strings.Contains(g.permissions, "w")
}
