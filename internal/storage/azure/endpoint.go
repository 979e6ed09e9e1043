// Package azure holds what the drivers of Azure Storage's services share: credentials, the HTTP transport with its
// connections, the retry policy, and the meaning of the services' errors. It knows no operation of any service.
//
// One request goes through the SDK's own policies and three of ours, in this order: the retry policy, the SDK's
// signing with the shared key, the SAS, and the Transport at the end, behind a guard against what a server may answer.
package azure

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"azcopy/internal/storage"
)

// Endpoint is one end of a copy, with everything that a request to it needs.
type Endpoint struct {
	At         storage.Location
	Credential Credential
	// Transport may be shared by any number of endpoints.
	Transport *Transport
	Retry     RetryOptions
}

// ContainerURL returns the URL of the location's container, share or table, without the SAS.
func (e Endpoint) ContainerURL() string {
	return e.At.ServiceURL() + "/" + storage.EscapePath(e.At.Container)
}

// ClientOptions returns the options for a client of the SDK. Create a client for the shared key with the SDK's own
// credential, from Credential.SharedKey; any other without a credential, since the SAS is in the options.
func (e Endpoint) ClientOptions() policy.ClientOptions {
	o := policy.ClientOptions{
		Transport: guard{e.Transport, e.Credential},
		// The SDK's policy counts tries, whatever failed; ours distinguishes a dead host from a busy service.
		Retry:           policy.RetryOptions{MaxRetries: -1},
		PerCallPolicies: []policy.Policy{&retryPolicy{options: e.Retry.withDefaults(), transport: e.Transport}},
		Telemetry:       policy.TelemetryOptions{ApplicationID: "azcopy"},
	}
	if _, ok := e.Credential.SAS(); ok {
		o.PerRetryPolicies = []policy.Policy{sasPolicy{e.Credential}}
	}
	return o
}
