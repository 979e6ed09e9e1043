package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

const (
	account = "myaccount"
	key     = "c2lnbnMgd2hhdCB0aGVzZSB0ZXN0cyBzZW5k"
)

// now is the time of the tests, in the hour of the examples of signing in the documentation.
func now() time.Time { return time.Date(2015, time.June, 26, 23, 39, 12, 0, time.UTC) }

// sign signs a text with the tests' key: by the definition, not with the package's code.
func sign(t *testing.T, text string) string {
	t.Helper()
	secret, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func newAccounts(t *testing.T) *auth.Accounts {
	t.Helper()
	accounts := auth.NewAccounts()
	if err := accounts.Add(account, key); err != nil {
		t.Fatal(err)
	}
	return accounts
}

// newRequest returns a request for the Blob service as a front would describe it.
func newRequest(method, target string, header map[string]string) auth.Request {
	r := httptest.NewRequest(method, target, nil)
	r.ContentLength = 0
	for name, value := range header {
		r.Header.Set(name, value)
	}
	query := make(url.Values)
	for name, values := range r.URL.Query() {
		name = strings.ToLower(name)
		query[name] = append(query[name], values...)
	}
	return auth.Request{
		HTTP: r, Query: query, Account: account, Version: rest.Version(r.Header.Get("x-ms-version")),
		Service: auth.Service{Name: "blob", Letter: "b"}, Now: now(),
		Policy: func(string) (auth.Policy, bool, error) { return auth.Policy{}, false, nil },
	}
}

// checkRefusal compares an error with the code of the wanted refusal, "" for none, and with a part of its text.
func checkRefusal(t *testing.T, err error, code rest.Code, text string) {
	t.Helper()
	refusal, refused := errors.AsType[*rest.Error](err)
	switch {
	case code == "" && err != nil:
		t.Errorf("it is refused: %v", err)
	case code == "":
	case !refused || refusal.Code != code || !strings.Contains(err.Error(), text):
		t.Errorf("got %v, want %s and %q", err, code, text)
	}
}

func TestAccountsAdd(t *testing.T) {
	for _, test := range []struct{ name, key, want string }{
		{"abc", "a2V5", ""},
		{"abcdefghijklmnopqrstuvw1", "a2V5", ""},
		{"ab", "a2V5", "not the name of an account"},
		{"abcdefghijklmnopqrstuvwx1", "a2V5", "not the name of an account"},
		{"Capital", "a2V5", "not the name of an account"},
		{"a-hyphen", "a2V5", "not the name of an account"},
		{"abc", "", "not base64"},
		{"abc", "not?base64", "not base64"},
	} {
		accounts := auth.NewAccounts()
		err := accounts.Add(test.name, test.key)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("Add(%q, %q) returned %v, want %q", test.name, test.key, err, test.want)
		}
		if err != nil && test.key != "" && strings.Contains(err.Error(), test.key) {
			t.Errorf("the error shows the key: %v", err)
		}
		if accounts.Has(test.name) != (err == nil) {
			t.Errorf("Has(%q) is %t after %v", test.name, accounts.Has(test.name), err)
		}
	}
}

// A request without any authorization is let through as anonymous.
func TestAuthenticateAnonymous(t *testing.T) {
	grant, err := newAccounts(t).Authenticate(newRequest(http.MethodGet, "/mycontainer/myblob", nil))
	if err != nil || grant.Kind() != auth.Anonymous {
		t.Errorf("the grant is %v, %v", grant.Kind(), err)
	}
	if grant.MayOverwrite() {
		t.Error("nobody may overwrite")
	}
}

func TestGrantCheck(t *testing.T) {
	object := auth.Need{Type: "o", Account: "cw", Service: "cw"}
	for _, test := range []struct {
		name string
		sas  string // without its signature; "" for the owner
		need auth.Need
		want rest.Code
		// overwrites is whether what exists may be replaced
		overwrites bool
	}{
		{"owner", "", object, "", true},
		{"owner, what no SAS may", "", auth.Need{Type: "c"}, "", true},
		{"account: one of the letters", "ss=b&srt=o&sp=c", object, "", false},
		{"account: the other letter", "ss=b&srt=o&sp=w", object, "", true},
		{"account: all types", "ss=bqtf&srt=sco&sp=rwdlac", object, "", true},
		{"account: none of the letters", "ss=b&srt=o&sp=rdl", object, rest.AuthorizationPermissionMismatch, false},
		{"account: another type", "ss=b&srt=sc&sp=rw", object, rest.AuthorizationResourceTypeMismatch, true},
		{"account: what no account SAS may", "ss=b&srt=sco&sp=rw", auth.Need{Type: "c", Service: "w"}, rest.AuthorizationFailure, true},
		{"service: one of the letters", "sr=c&sp=c", object, "", false},
		{"service: the other letter", "sr=c&sp=rw", object, "", true},
		{"service: none of the letters", "sr=c&sp=rl", object, rest.AuthorizationPermissionMismatch, false},
		{"service: what no service SAS may", "sr=c&sp=rcwdl", auth.Need{Type: "c", Account: "w"}, rest.AuthorizationFailure, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			grant := grantOf(t, test.sas)
			checkRefusal(t, grant.Check(test.need), test.want, "")
			if grant.MayOverwrite() != test.overwrites {
				t.Errorf("MayOverwrite is %t", grant.MayOverwrite())
			}
		})
	}
}

// grantOf returns what a SAS with these parameters grants, or the account's key.
func grantOf(t *testing.T, sas string) auth.Grant {
	t.Helper()
	if sas == "" {
		r := newRequest(http.MethodGet, "/mycontainer", map[string]string{"x-ms-date": now().Format(http.TimeFormat), "x-ms-version": "2015-02-21"})
		r.HTTP.Header.Set("Authorization", "SharedKey myaccount:"+
			sign(t, "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer"))
		return mustAuthenticate(t, r)
	}
	const expiry = "2015-07-01"
	values, err := url.ParseQuery(sas)
	if err != nil {
		t.Fatal(err)
	}
	toSign := values.Get("sp") + "\n\n" + expiry + "\n/blob/myaccount/mycontainer\n\n\n\n2015-04-05\n\n\n\n\n"
	if values.Has("ss") {
		toSign = "myaccount\n" + values.Get("sp") + "\n" + values.Get("ss") + "\n" + values.Get("srt") + "\n\n" + expiry + "\n\n\n2015-04-05\n"
	}
	r := newRequest(http.MethodGet, "/mycontainer?sv=2015-04-05&se="+expiry+"&"+sas+"&sig="+url.QueryEscape(sign(t, toSign)), nil)
	r.Container = "mycontainer"
	return mustAuthenticate(t, r)
}

func mustAuthenticate(t *testing.T, r auth.Request) auth.Grant {
	t.Helper()
	grant, err := newAccounts(t).Authenticate(r)
	if err != nil {
		t.Fatal(err)
	}
	return grant
}
