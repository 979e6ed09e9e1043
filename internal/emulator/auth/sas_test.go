package auth_test

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// signedQuery returns a query with its signature.
func signedQuery(t *testing.T, query, toSign string) string {
	t.Helper()
	return query + "&sig=" + url.QueryEscape(sign(t, toSign))
}

// What an account SAS signs, for each version that changes it.
func TestAccountSASToSign(t *testing.T) {
	const query = "ss=bf&srt=co&sp=rl&st=2015-06-26T00:00:00Z&se=2015-06-27T00:00:00Z&sip=10.0.0.1-10.0.0.9&spr=https,http"
	const fields = "myaccount\nrl\nbf\nco\n2015-06-26T00:00:00Z\n2015-06-27T00:00:00Z\n10.0.0.1-10.0.0.9\nhttps,http\n"
	for _, test := range []struct{ version, query, toSign string }{
		{"2015-04-05", "", fields + "2015-04-05\n"},
		{"2018-11-09", "", fields + "2018-11-09\n"},
		{"2020-12-06", "", fields + "2020-12-06\n\n"},
		{"2020-12-06", "&ses=scope", fields + "2020-12-06\nscope\n"},
		{"2026-02-06", "", fields + "2026-02-06\n\n"},
	} {
		r := newRequest(http.MethodGet, "/c/b?"+signedQuery(t, "sv="+test.version+"&"+query+test.query, test.toSign), nil)
		r.HTTP.RemoteAddr = "10.0.0.5:4711"
		if grant := mustAuthenticate(t, r); grant.Kind() != auth.AccountSAS {
			t.Errorf("%s: the grant is %v", test.version, grant.Kind())
		}
		r.Query.Set("sp", "rwdl")
		_, err := newAccounts(t).Authenticate(r)
		checkRefusal(t, err, rest.AuthenticationFailed, "Signature did not match")
	}
}

// What a service SAS signs. The first row has the values of the example in
// https://learn.microsoft.com/rest/api/storageservices/service-sas-examples.
func TestServiceSASToSign(t *testing.T) {
	const terms = "r\n2015-06-26\n2015-06-27\n"
	const query = "sp=r&st=2015-06-26&se=2015-06-27"
	for _, test := range []struct{ name, query, toSign string }{
		{
			"container, with headers of the answer", "sv=2015-04-05&sr=c&rscd=file%3B%20attachment&rsct=binary",
			terms + "/blob/myaccount/pictures\n\n\n\n2015-04-05\n\nfile; attachment\n\n\nbinary",
		},
		{"blob", "sv=2015-04-05&sr=b", terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2015-04-05\n\n\n\n\n"},
		{"blob, the resource is signed", "sv=2018-11-09&sr=b", terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2018-11-09\nb\n\n\n\n\n\n"},
		{"container, the resource is signed", "sv=2018-11-09&sr=c", terms + "/blob/myaccount/pictures\n\n\n\n2018-11-09\nc\n\n\n\n\n\n"},
		{"with an encryption scope", "sv=2020-12-06&sr=b&ses=scope", terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2020-12-06\nb\n\nscope\n\n\n\n\n"},
		{
			"snapshot", "sv=2020-12-06&sr=bs&snapshot=2015-06-26T01:02:03.4567890Z",
			terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2020-12-06\nbs\n2015-06-26T01:02:03.4567890Z\n\n\n\n\n\n",
		},
		{
			"a blob's snapshot with the blob's own SAS", "sv=2020-12-06&sr=b&snapshot=2015-06-26T01:02:03.4567890Z",
			terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2020-12-06\nb\n\n\n\n\n\n\n",
		},
		{
			"all headers of the answer", "sv=2020-12-06&sr=b&rscc=1&rscd=2&rsce=3&rscl=4&rsct=5",
			terms + "/blob/myaccount/pictures/profile.jpg\n\n\n\n2020-12-06\nb\n\n\n1\n2\n3\n4\n5",
		},
		{
			"addresses and protocols", "sv=2020-12-06&sr=b&sip=192.0.2.1&spr=https,http",
			terms + "/blob/myaccount/pictures/profile.jpg\n\n192.0.2.1\nhttps,http\n2020-12-06\nb\n\n\n\n\n\n\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(http.MethodGet, "/pictures/profile.jpg?"+signedQuery(t, query+"&"+test.query, test.toSign), nil)
			r.Container, r.Object, r.HTTP.RemoteAddr = "pictures", "profile.jpg", "192.0.2.1:4711"
			r.Now = time.Date(2015, time.June, 26, 12, 0, 0, 0, time.UTC)
			if grant := mustAuthenticate(t, r); grant.Kind() != auth.ServiceSAS {
				t.Errorf("the grant is %v", grant.Kind())
			}
			r.Container = "elsewhere"
			_, err := newAccounts(t).Authenticate(r)
			checkRefusal(t, err, rest.AuthenticationFailed, "Signature did not match")
		})
	}
}

// A SAS with the right signature is refused for one reason in each row.
func TestServiceSASRefusals(t *testing.T) {
	const good = "sv=2018-11-09&sr=c&sp=r&se=2015-07-01"
	const signed = "r\n\n2015-07-01\n/blob/myaccount/pictures\n\n\n\n2018-11-09\nc\n\n\n\n\n\n"
	for _, test := range []struct {
		name, query, toSign string
		code                rest.Code
		text                string
	}{
		{"nothing wrong", good, signed, "", ""},
		{"no version", "sr=c&sp=r&se=2015-07-01", signed, rest.AuthenticationFailed, "sv is mandatory"},
		{"a version that is none", "sv=latest&sr=c&sp=r&se=2015-07-01", signed, rest.AuthenticationFailed, "sv is mandatory"},
		{"an old version", "sv=2013-08-15&sr=c&sp=r&se=2015-07-01", signed, rest.AuthenticationFailed, "2015-04-05"},
		{"of Entra ID", good + "&skoid=id", signed, rest.AuthenticationFailed, "Entra"},
		{"a snapshot's, and none is named", "sv=2018-11-09&sr=bs&sp=r&se=2015-07-01", signed, rest.AuthorizationResourceTypeMismatch, ""},
		{"an unknown resource", "sv=2018-11-09&sr=q&sp=r&se=2015-07-01", signed, rest.AuthenticationFailed, "sr=q"},
		{"no permission", "sv=2018-11-09&sr=c&se=2015-07-01", "\n\n2015-07-01\n/blob/myaccount/pictures\n\n\n\n2018-11-09\nc\n\n\n\n\n\n", rest.AuthenticationFailed, "mandatory"},
		{"no end", "sv=2018-11-09&sr=c&sp=r", "r\n\n\n/blob/myaccount/pictures\n\n\n\n2018-11-09\nc\n\n\n\n\n\n", rest.AuthenticationFailed, "mandatory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(http.MethodGet, "/pictures/profile.jpg?"+signedQuery(t, test.query, test.toSign), nil)
			r.Container, r.Object = "pictures", "profile.jpg"
			_, err := newAccounts(t).Authenticate(r)
			checkRefusal(t, err, test.code, test.text)
		})
	}
}

// sasTerms is one rule of when, from where and how a SAS may be used; the rules are the same for both kinds.
type sasTerms struct {
	name                 string
	start, expiry        string
	addresses, protocols string
	remote               string
	secure               bool
	code                 rest.Code
	text                 string
}

func listTerms() []sasTerms {
	const failed, frame = rest.AuthenticationFailed, "time frame"
	const ip, protocol = rest.AuthorizationSourceIPMismatch, rest.AuthorizationProtocolMismatch
	in := func(name, start, expiry string, code rest.Code, text string) sasTerms {
		return sasTerms{name: name, start: start, expiry: expiry, code: code, text: text}
	}
	from := func(name, addresses, remote string, code rest.Code) sasTerms {
		return sasTerms{name: name, expiry: "2015-07-01", addresses: addresses, remote: remote, code: code}
	}
	by := func(name, protocols string, secure bool, code rest.Code) sasTerms {
		return sasTerms{name: name, expiry: "2015-07-01", protocols: protocols, secure: secure, code: code}
	}
	return []sasTerms{
		in("no start", "", "2015-06-26T23:39:13Z", "", ""),
		in("ends now", "", "2015-06-26T23:39:12Z", failed, frame),
		in("ended", "", "2015-06-26T23:39:11Z", failed, frame),
		in("begins now", "2015-06-26T23:39:12Z", "2015-07-01", "", ""),
		in("begins soon", "2015-06-26T23:39:13Z", "2015-07-01", failed, frame),
		in("days", "2015-06-26", "2015-06-27", "", ""),
		in("minutes", "2015-06-26T23:39Z", "2015-06-26T23:40Z", "", ""),
		in("ticks", "2015-06-26T23:39:11.9999999Z", "2015-06-26T23:39:12.0000001Z", "", ""),
		in("another zone", "2015-06-27T01:39:12+02:00", "2015-06-27T01:39:13+02:00", "", ""),
		in("an end that is none", "", "tomorrow", failed, "must be times"),
		in("a start that is none", "today", "2015-07-01", failed, "must be times"),
		from("the address", "10.0.0.5", "10.0.0.5:80", ""),
		from("another address", "10.0.0.5", "10.0.0.6:80", ip),
		from("first of the range", "10.0.0.5-10.0.0.7", "10.0.0.5:80", ""),
		from("last of the range", "10.0.0.5-10.0.0.7", "10.0.0.7:80", ""),
		from("before the range", "10.0.0.5-10.0.0.7", "10.0.0.4:80", ip),
		from("after the range", "10.0.0.5-10.0.0.7", "10.0.0.8:80", ip),
		from("numbers, not text", "10.0.0.9-10.0.0.11", "10.0.0.10:80", ""),
		from("IPv4 as IPv6", "10.0.0.5", "[::ffff:10.0.0.5]:80", ""),
		from("IPv6 of a range of IPv4", "0.0.0.0-255.255.255.255", "[2001:db8::1]:80", ip),
		from("inside this process", "127.0.0.1", "pipe", ""),
		from("an address that is none", "localhost", "127.0.0.1:80", ip),
		by("any protocol", "", false, ""),
		by("both protocols", "https,http", false, ""),
		by("HTTPS by HTTPS", "https", true, ""),
		by("HTTPS by HTTP", "https", false, protocol),
	}
}

func TestSASTerms(t *testing.T) {
	for _, test := range listTerms() {
		query := "sv=2015-04-05&sp=r" + test.query()
		restrictions := test.addresses + "\n" + test.protocols + "\n2015-04-05\n"
		for kind, target := range map[string]string{
			"account": "/c/b?" + signedQuery(t, query+"&ss=b&srt=o", "myaccount\nr\nb\no\n"+test.start+"\n"+test.expiry+"\n"+restrictions),
			"service": "/c/b?" + signedQuery(t, query+"&sr=b", "r\n"+test.start+"\n"+test.expiry+"\n/blob/myaccount/c/b\n\n"+restrictions+"\n\n\n\n"),
		} {
			t.Run(test.name+"/"+kind, func(t *testing.T) {
				r := newRequest(http.MethodGet, target, nil)
				r.Container, r.Object, r.HTTP.RemoteAddr = "c", "b", test.remote
				if test.secure {
					r.HTTP.TLS = new(tls.ConnectionState)
				}
				_, err := newAccounts(t).Authenticate(r)
				checkRefusal(t, err, test.code, test.text)
			})
		}
	}
}

// query returns the parameters that are not empty.
func (s sasTerms) query() string {
	query := ""
	for _, parameter := range []struct{ name, value string }{{"st", s.start}, {"se", s.expiry}, {"sip", s.addresses}, {"spr", s.protocols}} {
		if parameter.value != "" {
			query += "&" + parameter.name + "=" + url.QueryEscape(parameter.value)
		}
	}
	return query
}

// An account SAS names the services it is for.
func TestAccountSASService(t *testing.T) {
	for services, code := range map[string]rest.Code{
		"b": "", "qb": "", "bfqt": "", "f": rest.AuthorizationServiceMismatch, "qt": rest.AuthorizationServiceMismatch,
	} {
		r := newRequest(http.MethodGet, "/c/b?"+signedQuery(t, "sv=2015-04-05&sp=r&se=2015-07-01&srt=o&ss="+services,
			"myaccount\nr\n"+services+"\no\n\n2015-07-01\n\n\n2015-04-05\n"), nil)
		_, err := newAccounts(t).Authenticate(r)
		checkRefusal(t, err, code, "")
	}
}

// Each term is in the SAS or in the stored access policy that it names, never in both: see
// https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy.
func TestStoredAccessPolicy(t *testing.T) {
	const start, expiry = "2015-06-26", "2015-07-01"
	for _, test := range []struct {
		name              string
		start, expiry, sp string // of the SAS
		stored            *auth.Policy
		code              rest.Code
		text              string
		overwrites        bool
	}{
		{name: "all in the policy", stored: &auth.Policy{Start: start, Expiry: expiry, Permission: "rw"}, overwrites: true},
		{name: "all in the SAS", start: start, expiry: expiry, sp: "r", stored: &auth.Policy{}},
		{name: "shared between both", start: start, sp: "w", stored: &auth.Policy{Expiry: expiry}, overwrites: true},
		{name: "no such policy", expiry: expiry, sp: "r", code: rest.AuthenticationFailed, text: "does not exist"},
		{name: "start twice", start: start, stored: &auth.Policy{Start: start, Expiry: expiry, Permission: "r"}, code: rest.AuthenticationFailed, text: "not both"},
		{name: "end twice", expiry: expiry, stored: &auth.Policy{Expiry: expiry, Permission: "r"}, code: rest.AuthenticationFailed, text: "not both"},
		{name: "permission twice", sp: "r", stored: &auth.Policy{Expiry: expiry, Permission: "r"}, code: rest.AuthenticationFailed, text: "not both"},
		{name: "no end", sp: "r", stored: &auth.Policy{}, code: rest.AuthenticationFailed, text: "mandatory"},
		{name: "no permission", expiry: expiry, stored: &auth.Policy{}, code: rest.AuthenticationFailed, text: "mandatory"},
		{name: "ended by the policy", sp: "r", stored: &auth.Policy{Expiry: "2015-06-01"}, code: rest.AuthenticationFailed, text: "time frame"},
		{name: "begins by the policy", sp: "r", stored: &auth.Policy{Start: "2015-06-30", Expiry: expiry}, code: rest.AuthenticationFailed, text: "time frame"},
	} {
		t.Run(test.name, func(t *testing.T) {
			query := "sv=2015-04-05&sr=c&si=policy" + sasTerms{start: test.start, expiry: test.expiry}.query()
			if test.sp != "" {
				query += "&sp=" + test.sp
			}
			toSign := test.sp + "\n" + test.start + "\n" + test.expiry + "\n/blob/myaccount/c\npolicy\n\n\n2015-04-05\n\n\n\n\n"
			r := newRequest(http.MethodGet, "/c?"+signedQuery(t, query, toSign), nil)
			r.Container = "c"
			r.Policy = func(id string) (auth.Policy, bool, error) {
				if id != "policy" || test.stored == nil {
					return auth.Policy{}, false, nil
				}
				return *test.stored, true, nil
			}
			grant, err := newAccounts(t).Authenticate(r)
			checkRefusal(t, err, test.code, test.text)
			if grant.MayOverwrite() != test.overwrites {
				t.Errorf("MayOverwrite is %t", grant.MayOverwrite())
			}
		})
	}
}
