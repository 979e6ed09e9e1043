package azure

import (
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// TestRefusalsHaveTheirRemedy checks the advice for each code of the service, with a key, with a SAS and with neither.
func TestRefusalsHaveTheirRemedy(t *testing.T) {
	const byNothing, key, sas = "neither", "key", "SAS"
	tests := []struct {
		status   int
		code     string
		by       string
		wantKind storage.Kind
		want     string
	}{
		{403, "AuthorizationFailure", key, storage.Denied, "firewall"},
		{403, "AuthorizationFailure", sas, storage.Denied, "the SAS does not cover"},
		{403, "AuthorizationFailure", byNothing, storage.Denied, "firewall"},
		{403, "AccountIsDisabled", key, storage.Denied, "subscription"},
		{403, "KeyBasedAuthenticationNotPermitted", key, storage.Denied, "user delegation SAS"},
		{403, "KeyBasedAuthenticationNotPermitted", sas, storage.Denied, "nor a SAS made with one"},
		{403, "AuthorizationPermissionMismatch", sas, storage.Denied, "does not permit this"},
		{403, "AuthorizationSourceIPMismatch", sas, storage.Denied, "(sip)"},
		{403, "AuthorizationProtocolMismatch", sas, storage.Denied, "https://"},
		{403, "AuthorizationResourceTypeMismatch", sas, storage.Denied, "srt=co"},
		{403, "AuthorizationServiceMismatch", sas, storage.Denied, "ss=b"},
		{403, "UnauthorizedBlobOverwrite", sas, storage.Denied, "sp=w"},
		{403, "AuthenticationFailed", sas, storage.Denied, "copied completely"},
		{403, "AuthenticationFailed", key, storage.Denied, "one of this account's keys"},
		{403, "InsufficientAccountPermissions", key, storage.Denied, "subscription"},
		{400, "InvalidAuthenticationInfo", sas, storage.Denied, "copied completely"},
		{400, "AccountRequiresHttps", key, storage.Denied, "https://"},
		{401, "NoAuthenticationInformation", byNothing, storage.Denied, "Neither a key nor a SAS"},
		{409, "PublicAccessNotPermitted", byNothing, storage.Denied, "Neither a key nor a SAS"},
		{409, "FeatureVersionMismatch", key, storage.Other, "newer version"},
		{412, "LeaseIdMissing", key, storage.Other, "break the lease"},
		{409, "BlobArchived", key, storage.Other, "rehydrate"},
		{409, "BlobImmutableDueToPolicy", key, storage.Other, "/XO"},
	}
	for _, tt := range tests {
		t.Run(tt.code+" by "+tt.by, func(t *testing.T) {
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("x-ms-error-code", tt.code)
				w.WriteHeader(tt.status)
				w.Write([]byte(refusal(tt.code, "So it is.", "")))
			})
			query, header := "", []string(nil)
			switch tt.by {
			case key:
				header = []string{signed, byKey}
			case sas:
				query = asSAS
			}
			err := Classify("get blob", c.do(t.Context(), http.MethodGet, query, nil, header...))
			if storage.KindOf(err) != tt.wantKind {
				t.Errorf("kind %v, want %v", storage.KindOf(err), tt.wantKind)
			}
			line, rest, found := strings.Cut(err.Error(), tt.code+": So it is.")
			if !found || !strings.HasPrefix(line, "get blob: The remote server returned an error: (") || !strings.Contains(rest, tt.want) {
				t.Errorf("%q\ndoes not say %q after the service's answer", err, tt.want)
			}
		})
	}
}
