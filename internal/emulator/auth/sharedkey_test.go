package auth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// The date and version of the requests below, as headers and as the lines of them that are signed.
func dated(header ...string) map[string]string {
	h := map[string]string{"x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT", "x-ms-version": "2015-02-21"}
	for i := 0; i < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	return h
}

const signedDate = "x-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"

// What is signed is written out in each row. Rows named "document" are the examples of
// https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.
func TestSharedKey(t *testing.T) {
	for _, test := range []struct {
		name           string
		method, target string
		header         map[string]string
		length         int64
		toSign         string
	}{
		{
			"document: container metadata", http.MethodGet, "/mycontainer?restype=container&comp=metadata&timeout=20", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
		},
		{
			"document: several values of a parameter", http.MethodGet,
			"/mycontainer?restype=container&comp=list&include=snapshots&include=metadata&include=uncommittedblobs", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate +
				"/myaccount/mycontainer\ncomp:list\ninclude:metadata,snapshots,uncommittedblobs\nrestype:container",
		},
		{
			"document: secondary host", http.MethodGet, "http://myaccount-secondary.blob.core.windows.net/mycontainer/myblob", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer/myblob",
		},
		{
			"the account in the path stands there twice", http.MethodGet, "/myaccount/mycontainer/myblob", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/myaccount/mycontainer/myblob",
		},
		{
			"secondary in the path, signed as it is sent", http.MethodGet, "/myaccount-secondary/mycontainer", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/myaccount-secondary/mycontainer",
		},
		{
			"secondary in the path, signed as the primary", http.MethodGet, "/myaccount-secondary/mycontainer", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/myaccount/mycontainer",
		},
		{
			"the root", http.MethodGet, "/?comp=list", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/\ncomp:list",
		},
		{
			"every line in its place", http.MethodPut, "/mycontainer/myblob",
			dated("Content-Encoding", "encoding", "Content-Language", "language", "Content-MD5", "md5", "Content-Type", "type",
				"If-Modified-Since", "modified", "If-Match", "match", "If-None-Match", "none", "If-Unmodified-Since", "unmodified", "Range", "range"), 11,
			"PUT\nencoding\nlanguage\n11\nmd5\ntype\n\nmodified\nmatch\nnone\nunmodified\nrange\n" + signedDate + "/myaccount/mycontainer/myblob",
		},
		{
			"an empty body has no length", http.MethodPut, "/mycontainer?restype=container", dated(), 0,
			"PUT\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer\nrestype:container",
		},
		{
			"but 0 in an older version", http.MethodPut, "/mycontainer?restype=container", dated("x-ms-version", "2014-02-14"), 0,
			"PUT\n\n\n0\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2014-02-14\n/myaccount/mycontainer\nrestype:container",
		},
		{
			"where a length is sent at all", http.MethodGet, "/mycontainer?restype=container", dated("x-ms-version", "2014-02-14"), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2014-02-14\n/myaccount/mycontainer\nrestype:container",
		},
		{
			"Date where x-ms-date is not sent", http.MethodGet, "/mycontainer",
			map[string]string{"Date": "Fri, 26 Jun 2015 23:39:12 GMT", "x-ms-version": "2015-02-21"}, 0,
			"GET\n\n\n\n\n\nFri, 26 Jun 2015 23:39:12 GMT\n\n\n\n\n\nx-ms-version:2015-02-21\n/myaccount/mycontainer",
		},
		{
			"x-ms-date wins over Date", http.MethodGet, "/mycontainer", dated("Date", "Mon, 02 Jan 2006 15:04:05 GMT"), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer",
		},
		{
			"header names in lower case, values trimmed", http.MethodGet, "/mycontainer", dated("X-MS-Meta-Mixed", "  a b  "), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-meta-mixed:a b\nx-ms-version:2015-02-21\n/myaccount/mycontainer",
		},
		{
			"names in the order of their bytes", http.MethodGet, "/mycontainer", dated("x-ms-meta-a1", "1", "x-ms-meta-a_b", "2"), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-meta-a1:1\nx-ms-meta-a_b:2\nx-ms-version:2015-02-21\n/myaccount/mycontainer",
		},
		{
			"names in the order of the service's culture", http.MethodGet, "/mycontainer", dated("x-ms-meta-a1", "1", "x-ms-meta-a_b", "2"), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-meta-a_b:2\nx-ms-meta-a1:1\nx-ms-version:2015-02-21\n/myaccount/mycontainer",
		},
		{
			"the path as it is sent", http.MethodGet, "/mycontainer/a%20b%2bc%2F+d", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer/a%20b%2bc%2F+d",
		},
		{
			"parameters decoded, names in lower case", http.MethodGet, "/mycontainer?Prefix=a%20b%26&comp=list", dated(), 0,
			"GET\n\n\n\n\n\n\n\n\n\n\n\n" + signedDate + "/myaccount/mycontainer\ncomp:list\nprefix:a b&",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(test.method, test.target, test.header)
			r.HTTP.ContentLength = test.length
			r.HTTP.Header.Set("Authorization", "SharedKey myaccount:"+sign(t, test.toSign))
			grant, err := newAccounts(t).Authenticate(r)
			if err != nil || grant.Kind() != auth.Owner {
				t.Errorf("the grant is %v, %v", grant.Kind(), err)
			}
			// The same signature for a request that differs in one header.
			r.HTTP.Header.Set("x-ms-meta-other", "1")
			_, err = newAccounts(t).Authenticate(r)
			checkRefusal(t, err, rest.AuthenticationFailed, "MAC signature")
		})
	}
}

func TestSharedKeyLite(t *testing.T) {
	for _, test := range []struct {
		name, method, target string
		header               map[string]string
		toSign               string
	}{
		{
			"document", http.MethodPut, "/mycontainer/hello.txt",
			map[string]string{"x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT", "x-ms-meta-m1": "v1", "x-ms-meta-m2": "v2", "Content-Type": "text/plain; charset=UTF-8"},
			"PUT\n\ntext/plain; charset=UTF-8\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-meta-m1:v1\nx-ms-meta-m2:v2\n/myaccount/mycontainer/hello.txt",
		},
		{
			"of the parameters only comp", http.MethodGet, "/mycontainer?restype=container&comp=metadata", dated(),
			"GET\n\n\n\n" + signedDate + "/myaccount/mycontainer?comp=metadata",
		},
		{
			"MD5 and Date", http.MethodPut, "/mycontainer/myblob",
			map[string]string{"Content-MD5": "md5", "Date": "Fri, 26 Jun 2015 23:39:12 GMT"},
			"PUT\nmd5\n\nFri, 26 Jun 2015 23:39:12 GMT\n/myaccount/mycontainer/myblob",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(test.method, test.target, test.header)
			r.HTTP.Header.Set("Authorization", "SharedKeyLite myaccount:"+sign(t, test.toSign))
			if grant := mustAuthenticate(t, r); grant.Kind() != auth.Owner {
				t.Errorf("the grant is %v", grant.Kind())
			}
			r.HTTP.Header.Set("Authorization", "SharedKey myaccount:"+sign(t, test.toSign))
			_, err := newAccounts(t).Authenticate(r)
			checkRefusal(t, err, rest.AuthenticationFailed, "MAC signature")
		})
	}
}

func TestSharedKeyRefusals(t *testing.T) {
	signature := sign(t, "GET\n\n\n\n\n\n\n\n\n\n\n\n"+signedDate+"/myaccount/mycontainer")
	for _, test := range []struct {
		name, authorization string
		header              map[string]string
		code                rest.Code
		text                string
	}{
		{"nothing wrong", "SharedKey myaccount:" + signature, dated(), "", ""},
		{"another scheme", "Bearer token", dated(), rest.InvalidAuthenticationInfo, ""},
		{"the scheme in lower case", "sharedkey myaccount:" + signature, dated(), rest.InvalidAuthenticationInfo, ""},
		{"no signature", "SharedKey myaccount", dated(), rest.InvalidAuthenticationInfo, ""},
		{"an empty signature", "SharedKey myaccount:", dated(), rest.InvalidAuthenticationInfo, ""},
		{"no account", "SharedKey :" + signature, dated(), rest.InvalidAuthenticationInfo, ""},
		{"a signature that is not base64", "SharedKey myaccount:!" + signature, dated(), rest.AuthenticationFailed, "MAC signature"},
		{"a signature that is cut", "SharedKey myaccount:" + signature[:40], dated(), rest.AuthenticationFailed, "MAC signature"},
		{"another account", "SharedKey devstoreaccount1:" + signature, dated(), rest.AuthenticationFailed, "devstoreaccount1"},
		{"no date", "SharedKey myaccount:" + signature, map[string]string{}, rest.AuthenticationFailed, "not specified"},
		{"a date that is none", "SharedKey myaccount:" + signature, dated("x-ms-date", "yesterday"), rest.AuthenticationFailed, "not valid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(http.MethodGet, "/mycontainer", test.header)
			r.HTTP.Header.Set("Authorization", test.authorization)
			_, err := newAccounts(t).Authenticate(r)
			checkRefusal(t, err, test.code, test.text)
			if err != nil && strings.Contains(err.Error(), key) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

// A signed request is valid for a quarter of an hour before and after its date.
func TestSharedKeyClockSkew(t *testing.T) {
	for _, test := range []struct {
		ahead time.Duration // of the service's clock
		text  string
	}{
		{0, ""},
		{15 * time.Minute, ""},
		{15*time.Minute + time.Second, "too old"},
		{-15 * time.Minute, ""},
		{-15*time.Minute - time.Second, "too far in the future"},
	} {
		r := newRequest(http.MethodGet, "/mycontainer", dated())
		r.Now = now().Add(test.ahead)
		r.HTTP.Header.Set("Authorization", "SharedKey myaccount:"+sign(t, "GET\n\n\n\n\n\n\n\n\n\n\n\n"+signedDate+"/myaccount/mycontainer"))
		_, err := newAccounts(t).Authenticate(r)
		code := rest.AuthenticationFailed
		if test.text == "" {
			code = ""
		}
		checkRefusal(t, err, code, test.text)
	}
}
