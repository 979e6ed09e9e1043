package service_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// shelf is a minimal service: everyone may put the bytes of one object and get them.
type shelf struct {
	mu      sync.Mutex
	content string
}

func (s *shelf) Name() auth.Service { return auth.Service{Name: "shelf", Letter: "s"} }

func (s *shelf) Refusals() (rest.Codes, rest.Format) { return rest.CommonCodes(), rest.XMLDocument }

func (s *shelf) Route(r *service.Request) (service.Operation, error) {
	op := service.Operation{Public: service.PublicObjects, Takes: service.Takes{Parameters: []string{"a"}}}
	switch r.HTTP.Method {
	case http.MethodPut:
		op.Name, op.Serve = "Put", s.put
	case http.MethodGet:
		op.Name, op.Serve = "Get", s.get
	default:
		return op, rest.New(rest.UnsupportedHTTPVerb)
	}
	return op, nil
}

func (s *shelf) Policy(string, string, string) (auth.Policy, bool, error) {
	return auth.Policy{}, false, nil
}

func (s *shelf) Public(string, string) (service.PublicAccess, error) {
	return service.PublicObjects, nil
}

func (s *shelf) put(w http.ResponseWriter, r *service.Request) error {
	content, err := io.ReadAll(r.HTTP.Body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.content = string(content)
	w.WriteHeader(http.StatusCreated)
	return nil
}

func (s *shelf) get(w http.ResponseWriter, _ *service.Request) error {
	_, err := io.WriteString(w, s.held())
	return err
}

func (s *shelf) held() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.content
}

// scene is a shelf that is served, with one fault for each request and what an observer sees of them.
type scene struct {
	shelf
	front    *service.Front
	log      bytes.Buffer
	url      string
	observed chan service.Call
}

func newScene(t *testing.T, fault service.Fault) *scene {
	t.Helper()
	s := &scene{observed: make(chan service.Call, 8)}
	s.content = "before"
	s.front = &service.Front{
		Accounts: auth.NewAccounts(), Now: time.Now, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Fault:   func(service.Call) service.Fault { return fault },
		Observe: func(c service.Call) { s.observed <- c },
	}
	server := httptest.NewServer(s.front.Handler(s))
	t.Cleanup(server.Close)
	s.url = server.URL + "/" + auth.DevelopmentAccount + "/box/object?a=b"
	return s
}

// send sends a request over a connection of its own, because requests on pooled connections are tried twice.
func (s *scene) send(t *testing.T, ctx context.Context, method string) (*http.Response, string, error) {
	t.Helper()
	body := ""
	if method == http.MethodPut {
		body = "after"
	}
	r, err := http.NewRequestWithContext(ctx, method, s.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response, string(content), err
}

// Each field of a fault does what it says, to the answer and to what is stored.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name   string
		fault  service.Fault
		status int    // of the answer; 0 for none
		code   string // x-ms-error-code
		retry  string // Retry-After
		held   string // afterwards
	}{
		{"none", service.Fault{}, 201, "", "", "after"},
		{"drop", service.Fault{Drop: true}, 0, "", "", "before"},
		{"drop the answer", service.Fault{DropAnswer: true}, 0, "", "", "after"},
		{"code", service.Fault{Code: rest.ServerBusy}, 503, "ServerBusy", "", "before"},
		{"code with another status", service.Fault{Code: rest.ServerBusy, Status: 429}, 429, "ServerBusy", "", "before"},
		{"code with a pause", service.Fault{Code: rest.InternalError, RetryAfter: 7 * time.Second}, 500, "InternalError", "7", "before"},
		{"a pause means nothing alone", service.Fault{RetryAfter: 7 * time.Second}, 201, "", "", "after"},
		{"drop before code", service.Fault{Drop: true, Code: rest.ServerBusy}, 0, "", "", "before"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newScene(t, test.fault)
			response, _, err := s.send(t, t.Context(), http.MethodPut)
			if (err != nil) != (test.status == 0) {
				t.Fatalf("the answer is %v, %v", response, err)
			}
			if err == nil && (response.StatusCode != test.status || response.Header.Get("x-ms-error-code") != test.code ||
				response.Header.Get("Retry-After") != test.retry) {
				t.Errorf("the answer is %s, %v", response.Status, response.Header)
			}
			if got := s.held(); got != test.held {
				t.Errorf("the shelf holds %q, want %q", got, test.held)
			}
			call := <-s.observed
			if call.Operation != "Put" || call.Method != http.MethodPut || call.Account != auth.DevelopmentAccount ||
				call.Container != "box" || call.Object != "object" || call.Query != "a=b" || call.Status != test.status {
				t.Errorf("it is observed as %+v", call)
			}
		})
	}
}

func TestFaultDelay(t *testing.T) {
	const delay = 100 * time.Millisecond
	s := newScene(t, service.Fault{Delay: delay})
	start := time.Now()
	if response, _, err := s.send(t, t.Context(), http.MethodPut); err != nil || response.StatusCode != http.StatusCreated {
		t.Fatalf("the answer is %v, %v", response, err)
	}
	if took := time.Since(start); took < delay {
		t.Errorf("it took %v", took)
	}
}

// A client that gives up ends the delay of its request. A request with a body is the exception: net/http notices the
// end of a connection only once it has read the body.
func TestFaultDelayEndsWithClient(t *testing.T) {
	s := newScene(t, service.Fault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	delay := s.front.Fault
	s.front.Fault = func(c service.Call) service.Fault {
		cancel() // the request has arrived
		return delay(c)
	}
	if _, _, err := s.send(t, ctx, http.MethodGet); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	select {
	case <-s.observed:
	case <-time.After(10 * time.Second):
		t.Error("the request is still delayed")
	}
}

func TestFaultCutAfter(t *testing.T) {
	const content = "0123456789"
	for _, test := range []struct {
		after int64
		body  string
		whole bool
	}{
		{0, content, true},
		{1, "0", false},
		{9, "012345678", false},
		{10, content, true},
		{11, content, true},
	} {
		s := newScene(t, service.Fault{CutAfter: test.after})
		s.content = content
		response, body, err := s.send(t, t.Context(), http.MethodGet)
		if response == nil || response.StatusCode != http.StatusOK || body != test.body || (err == nil) != test.whole {
			t.Errorf("after %d: %q, %v", test.after, body, err)
		}
		if call := <-s.observed; call.Written != int64(len(test.body)) {
			t.Errorf("after %d: %d bytes are observed", test.after, call.Written)
		}
	}
}
