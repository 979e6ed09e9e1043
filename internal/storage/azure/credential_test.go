package azure

import (
	"fmt"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

func parse(t *testing.T, url string) storage.Location {
	t.Helper()
	at, err := storage.ParseLocation(url, storage.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const (
	product  = "https://myaccount.blob.core.windows.net/c"
	emulated = "http://127.0.0.1:10000/devstoreaccount1/c"
	aKey     = "c2VjcmV0LWtleQ=="
)

func TestNewCredential(t *testing.T) {
	tests := []struct {
		name     string
		url      string
		key, sas storage.Secret

		wantAccount      string
		wantKey, wantSAS storage.Secret
	}{
		{name: "key", url: product, key: aKey, wantAccount: "myaccount", wantKey: aKey},
		{name: "key with blanks around it", url: product, key: " " + aKey + "\r\n", wantAccount: "myaccount", wantKey: aKey},
		{
			name: "the secondary's key is the account's", url: "https://myaccount-secondary.blob.core.windows.net/c", key: aKey,
			wantAccount: "myaccount", wantKey: aKey,
		},
		{name: "SAS", url: product, sas: "sv=1&sig=a%2Bb%3D", wantSAS: "sv=1&sig=a%2Bb%3D"},
		{name: "SAS with question mark", url: product, sas: "?sv=1&sig=a%2Bb%3D", wantSAS: "sv=1&sig=a%2Bb%3D"},
		{name: "SAS in the URL", url: product + "?sv=1&sig=a%2bb%3d", wantSAS: "sv=1&sig=a%2bb%3d"},
		{name: "the same SAS twice", url: product + "?sv=1&sig=x", sas: "?sv=1&sig=x", wantSAS: "sv=1&sig=x"},
		{name: "anonymous", url: product},
		{name: "the emulator's account", url: emulated, wantAccount: "devstoreaccount1", wantKey: DevelopmentKey},
		{name: "embedded emulator", url: "emulator://blob/c", wantAccount: "devstoreaccount1", wantKey: DevelopmentKey},
		{name: "the emulator's account with another key", url: emulated, key: aKey, wantAccount: "devstoreaccount1", wantKey: aKey},
		{name: "the emulator's account with a SAS", url: emulated, sas: "sig=x", wantSAS: "sig=x"},
		{name: "another account of the emulator", url: "http://127.0.0.1:10000/other/c"},
		{name: "the emulator's account elsewhere", url: "http://192.0.2.1:10000/devstoreaccount1/c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := NewCredential(parse(t, tt.url), tt.key, tt.sas)
			if err != nil {
				t.Fatal(err)
			}
			account, key, _ := got.SharedKey()
			sas, _ := got.SAS()
			if account != tt.wantAccount || key != tt.wantKey || sas != tt.wantSAS {
				t.Errorf("got %q, key %q, SAS %q", account, key.Reveal(), sas.Reveal())
			}
		})
	}
}

func TestNewCredentialRefuses(t *testing.T) {
	tests := []struct {
		name     string
		url      string
		key, sas storage.Secret
		want     string
	}{
		{"key that is not base64", product, "topsecret!", "", "base64"},
		{"key cut short", product, "topsecretkey1", "", "copy it again"},
		{"key of blanks", product, "  ", "", "base64"},
		{"key and SAS", product, aKey, "sig=topsecret", "only one"},
		{"key and SAS in the URL", product + "?sig=topsecret", aKey, "", "only one"},
		{"two SAS", product + "?sig=topsecret1", "", "sig=topsecret2", "only one"},
		{"SAS cut at the first &", product, "", "?sv=2015-02-21", "double quotes"},
		{"empty signature", product, "", "sv=1&sig=", "no signature"},
		{"query that is not a SAS", product + "?restype=container", "", "", "restype is not part of a SAS"},
		{"more than a SAS", product, "", "comp=list&sv=1&sig=topsecret", "comp is not part of a SAS"},
		{"blank inside", product, "", "sv=1&sig=top secret", "character 13"},
		{"line feed inside", product, "", "sv=1\r\n&sig=topsecret", "character 5"},
		{"fragment", product, "", "sv=1&sig=topsecret#x", "is not allowed in a URL"},
		{"percents eaten by a batch file", product, "", "sv=1&sig=topsecret%Bx", "doubled"},
		{"percent at the end", product, "", "sv=1&sig=topsecret%3", "doubled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := NewCredential(parse(t, tt.url), tt.key, tt.sas)
			if err == nil {
				t.Fatalf("accepted as %v", got)
			}
			if storage.KindOf(err) != storage.BadCredential {
				t.Errorf("kind %v", storage.KindOf(err))
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "topsecret") {
				t.Errorf("error shows the secret: %q", err)
			}
		})
	}
}

func TestCredentialNeverPrints(t *testing.T) {
	tests := []struct {
		c    Credential
		want string
	}{
		{Credential{}, "anonymous access"},
		{sealed(authorization{account: "a", key: "topsecret"}), "the shared key of a"},
		{sealed(authorization{sas: "sig=topsecret"}), "a SAS"},
	}
	for _, tt := range tests {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			if got := fmt.Sprintf(verb, tt.c); got != tt.want {
				t.Errorf("%s prints %s, want %s", verb, got, tt.want)
			}
			e := Endpoint{Credential: tt.c}
			for _, outer := range []any{e, struct{ hidden Endpoint }{e}, &struct{ hidden *Endpoint }{&e}, e.ClientOptions()} {
				printed := fmt.Sprintf(verb, outer)
				if strings.Contains(printed, "topsecret") || strings.Contains(printed, fmt.Sprintf("%x", "topsecret")) {
					t.Errorf("%s inside %T prints %s", verb, outer, printed)
				}
			}
		}
	}
}

func FuzzParseSAS(f *testing.F) {
	f.Add("?sv=2015-02-21&sr=c&sig=a%2Bb%3D")
	f.Add("sig=%")
	f.Fuzz(func(t *testing.T, sas string) {
		got, err := parseSAS(storage.Location{}, storage.Secret(sas))
		if err == nil && !strings.Contains(sas, got.Reveal()) {
			t.Errorf("%q changed to %q", sas, got.Reveal())
		}
		if err == nil && strings.ContainsAny(got.Reveal(), " \r\n\x00#") {
			t.Errorf("%q passed", got.Reveal())
		}
	})
}
