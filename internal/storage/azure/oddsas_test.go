package azure

import (
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// The text of a signature in the encoding of a URL, as a SAS has it.
const wellFormed = "AAAA%2BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"

// TestOddSASIsDescribed checks what is said about each way in which a SAS is damaged, once the service refuses it.
func TestOddSASIsDescribed(t *testing.T) {
	const plus, blank, twice, short = "a + in its signature", "a blank in its signature", "encoded twice", "characters instead of 44"
	changed := func(old, new string) string { return strings.Replace(wellFormed, old, new, 1) }
	for _, tt := range []struct{ query, want string }{
		{"sv=1&se=2025-01-01T00%3A00%3A00Z&sig=" + wellFormed, ""},
		{"sv=1&se=2025-01-01T00:00:00Z&sig=" + changed("%2B", "%2b"), ""},
		{"sv=1&sig=" + changed("%2B", "/") + "&sp=r", ""},
		{"sv=1&sig=" + changed("%3D", "="), ""},
		{"sv=1&sig=" + changed("%2B", "+"), plus},
		{"SIG=" + changed("%2B", "+") + "&sv=1", plus},
		{"comp=list&sv=1&sig=" + changed("%2B", "%20"), blank},
		{"sv=1&sig=" + strings.ReplaceAll(wellFormed, "%", "%25"), twice},
		{"sv=1&sig=" + strings.ReplaceAll(wellFormed, "%", "%2525"), twice},
		{"sv=1&se=2025-01-01T00%253A00%253A00Z&sig=" + wellFormed, twice},
		{"sv=1&st=2025-01-01T00%253a00%253a00Z&sig=" + wellFormed, twice},
		{"sv=1&rscd=100%2520&sig=" + wellFormed, ""},
		{"prefix=a%2520b&sv=1&sig=" + wellFormed, ""},
		{"sv=1&sig=" + wellFormed[:30], "28 " + short},
		{"sv=1&sig=" + changed("%3D", ""), "43 " + short},
		{"sv=1&sig=" + changed("%3D", "%3D%0A"), "45 " + short},
		{"sv=1", ""},
		{"", ""},
	} {
		got := oddSAS(tt.query)
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", tt.query, got, tt.want)
		}
		if strings.Contains(got, "AAAA") {
			t.Errorf("%s: the signature shows: %s", tt.query, got)
		}
	}
}

// TestRefusedSASSaysWhatIsOdd asks with a damaged SAS, which is sent as it was given, and reads the error. One that is
// refused for another reason, such as its time, is not called damaged.
func TestRefusedSASSaysWhatIsOdd(t *testing.T) {
	const odd, expired = "a + in its signature", "<AuthenticationErrorDetail>Signature not valid in the specified time frame: " +
		"Start [Tue, 14 Apr 2015 08:00:00 GMT] - Expiry [Tue, 14 Apr 2015 09:00:00 GMT] - Current [Wed, 15 Apr 2015 08:09:10 GMT]</AuthenticationErrorDetail>"
	const damaged = "sv=1&sig=AAAA+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	const link = "https://other.blob.core.windows.net/c/b?" + damaged
	for _, tt := range []struct {
		name         string
		status       int
		code, detail string
		query, link  string
		want         bool
	}{
		{"the signature differs", 403, "AuthenticationFailed", "", "?" + damaged, "", true},
		{"it can't be read", 400, "InvalidAuthenticationInfo", "", "?" + damaged, "", true},
		{"it has expired", 403, "AuthenticationFailed", expired, "?" + damaged, "", false},
		{"it does not permit this", 403, "AuthorizationPermissionMismatch", "", "?" + damaged, "", false},
		{"that of a copy's source", 403, "CannotVerifyCopySource", "", asSAS, link, true},
		{"the source of a copy is gone", 404, "CannotVerifyCopySource", "", asSAS, link, false},
		{"a whole one", 403, "AuthenticationFailed", "", "?sv=1&sig=" + wellFormed, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				if "?"+r.URL.RawQuery != tt.query {
					t.Errorf("sent %q", r.URL.RawQuery)
				}
				w.Header().Set("x-ms-error-code", tt.code)
				w.WriteHeader(tt.status)
				w.Write([]byte(refusal(tt.code, "So it is.", tt.detail)))
			})
			var header []string
			if tt.link != "" {
				header = []string{"x-ms-copy-source", tt.link}
			}
			err := Classify("get blob", c.do(t.Context(), http.MethodGet, tt.query, nil, header...))
			if storage.KindOf(err) == storage.Other || strings.Contains(err.Error(), odd) != tt.want || strings.Contains(err.Error(), "AAAA") {
				t.Errorf("%v", err)
			}
		})
	}
}
