// Package auth verifies who sends a request to an emulated service, by a shared key or a shared access signature, and what
// the request may do. It is written only from the documentation and shares no code with the clients that it verifies.
package auth

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
)

// The account that every emulator knows, and its key, which is published: see
// https://learn.microsoft.com/azure/storage/common/storage-use-azurite.
const (
	DevelopmentAccount = "devstoreaccount1"
	DevelopmentKey     = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

// Accounts are the storage accounts of an emulator and their keys.
type Accounts struct{ keys map[string][]byte }

// NewAccounts returns only the development account.
func NewAccounts() *Accounts {
	a := &Accounts{keys: make(map[string][]byte)}
	if err := a.Add(DevelopmentAccount, DevelopmentKey); err != nil {
		panic(err) // a constant of this file
	}
	return a
}

// Add adds an account, or replaces its key, which is base64. The error does not repeat the key.
func (a *Accounts) Add(name, key string) error {
	decoded, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(decoded) == 0 {
		return fmt.Errorf("the key of the account %q is not base64 text", name)
	}
	if !isAccountName(name) {
		return fmt.Errorf("%q is not the name of an account: 3 to 24 lower-case letters and digits", name)
	}
	a.keys[name] = decoded
	return nil
}

func isAccountName(name string) bool {
	outside := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	return len(name) >= 3 && len(name) <= 24 && strings.IndexFunc(name, outside) < 0
}

// Has reports whether there is an account with this name.
func (a *Accounts) Has(name string) bool { return a.keys[name] != nil }

// Request is the part of a request that is needed to verify it.
type Request struct {
	HTTP    *http.Request
	Query   url.Values // names in lower case, values decoded
	Account string
	// Version is that of the REST API, empty when the request names none.
	Version rest.Version
	Service Service
	// Container and Object are what the request addresses: a container, share or table, and what is in it.
	Container, Object string
	Now               time.Time
	// Policy returns a stored access policy of the container.
	Policy func(id string) (Policy, bool, error)
}

// Service is one of the storage services as signatures name it.
type Service struct {
	Name   string // in the resource of a service SAS: "blob"
	Letter string // in ss= of an account SAS: "b"
}

// Authenticate verifies the request's authorization and returns what the caller may do. A request without one is Anonymous.
func (a *Accounts) Authenticate(r Request) (Grant, error) {
	if authorization := r.HTTP.Header.Get("Authorization"); authorization != "" {
		return a.sharedKey(r, authorization)
	}
	if r.Query.Get("sig") == "" {
		return Grant{kind: Anonymous}, nil
	}
	if r.Query.Has("srt") || r.Query.Has("ss") {
		return a.accountSAS(r)
	}
	return a.serviceSAS(r)
}

func failed(format string, args ...any) error {
	return rest.New(rest.AuthenticationFailed, rest.Detail{Name: "AuthenticationErrorDetail", Value: fmt.Sprintf(format, args...)})
}
