package service_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"azcopy/internal/emulator/service"
)

// The headers that every answer has, whatever becomes of the request.
func TestEnvelope(t *testing.T) {
	s := newScene(t, service.Fault{})
	for _, test := range []struct {
		method, target string
		header         map[string]string
		status         int
		code           string
		clientID       string
		version        string
	}{
		{http.MethodGet, "", map[string]string{"x-ms-version": "2021-02-12", "x-ms-client-request-id": "mine"}, 200, "", "mine", "2021-02-12"},
		{http.MethodGet, "&sv=2020-12-06", nil, 200, "", "", "2020-12-06"},
		{http.MethodGet, "&api-version=2019-12-12", nil, 200, "", "", "2019-12-12"},
		{http.MethodGet, "&API-Version=2019-12-12", nil, 200, "", "", "2019-12-12"},
		{http.MethodGet, "", map[string]string{"x-ms-version": "new"}, 400, "InvalidHeaderValue", "", ""},
		{http.MethodGet, "&a=%zz", nil, 400, "InvalidUri", "", ""},
		{http.MethodGet, "&a;b", nil, 400, "InvalidUri", "", ""},
		{http.MethodPost, "", nil, 405, "UnsupportedHttpVerb", "", ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, s.url+test.target, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range test.header {
			r.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		h := response.Header
		if response.StatusCode != test.status || h.Get("x-ms-error-code") != test.code ||
			h.Get("x-ms-client-request-id") != test.clientID || h.Get("x-ms-version") != test.version {
			t.Errorf("%s %s: %s, %v", test.method, test.target, response.Status, h)
		}
		if len(h.Get("x-ms-request-id")) != 36 || h.Get("Date") == "" || h.Get("Server") == "" {
			t.Errorf("%s %s has the headers %v", test.method, test.target, h)
		}
	}
}

// The forms of an address, as an observer sees it.
func TestAddress(t *testing.T) {
	s := newScene(t, service.Fault{})
	for _, test := range []struct {
		method, host, path         string
		account, container, object string
		status                     int
	}{
		{"GET", "127.0.0.1:10000", "/devstoreaccount1/box/a/b", "devstoreaccount1", "box", "a/b", 200},
		{"GET", "localhost", "/devstoreaccount1-secondary/box/b", "devstoreaccount1", "box", "b", 200},
		{"PUT", "localhost", "/devstoreaccount1-secondary/box/b", "devstoreaccount1", "box", "b", 403},
		{"GET", "devstoreaccount1.shelf.core.windows.net", "/box/a/b", "devstoreaccount1", "box", "a/b", 200},
		{"GET", "devstoreaccount1.shelf.core.windows.net:443", "/box/b", "devstoreaccount1", "box", "b", 200},
		{"GET", "devstoreaccount1-secondary.shelf.core.windows.net", "/box/b", "devstoreaccount1", "box", "b", 200},
		{"GET", "devstoreaccount1.queue.core.windows.net", "/box/b", "box", "b", "", 404},
		{"GET", "localhost", "/devstoreaccount1/box/a%2Fb%20%C3%BC", "devstoreaccount1", "box", "a/b ü", 200},
		{"GET", "localhost", "/devstoreaccount1/box//b/", "devstoreaccount1", "box", "/b/", 200},
		{"GET", "localhost", "/devstoreaccount1", "devstoreaccount1", "", "", 200},
		{"GET", "localhost", "/nobody/box/b", "nobody", "box", "b", 404},
		{"GET", "localhost", "/devstoreaccount1/box/%00", "devstoreaccount1", "box", "", 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host, r.URL.RawQuery = test.host, ""
		if r.URL, err = r.URL.Parse(test.path); err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		call := <-s.observed
		if call.Account != test.account || call.Container != test.container || call.Object != test.object || call.Status != test.status {
			t.Errorf("%s %s%s is %+v", test.method, test.host, test.path, call)
		}
	}
}

// broken is a shelf whose records are damaged.
type broken struct{ *shelf }

func (broken) Public(string, string) (service.PublicAccess, error) {
	return service.Private, errors.New("the record is damaged")
}

// What goes wrong inside goes to the log, and not to the client.
func TestInternalError(t *testing.T) {
	s := newScene(t, service.Fault{})
	w := httptest.NewRecorder()
	s.front.Handler(broken{&s.shelf}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/devstoreaccount1/box/object", nil))
	if w.Code != http.StatusInternalServerError || w.Header().Get("x-ms-error-code") != "InternalError" {
		t.Errorf("the answer is %d, %v", w.Code, w.Header())
	}
	if strings.Contains(w.Body.String(), "damaged") || !strings.Contains(s.log.String(), "the record is damaged") {
		t.Errorf("the client got %q, and the log %q", w.Body, &s.log)
	}
}
