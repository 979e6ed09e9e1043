package service_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/service"
)

// rack is a service that takes what it copies from a source of any service, and remembers which.
type rack struct {
	shelf
	copied string
}

func (s *rack) Name() auth.Service { return auth.Service{Name: "rack", Letter: "r"} }

func (s *rack) Route(r *service.Request) (service.Operation, error) {
	op, err := s.shelf.Route(r)
	op.Takes.Headers = []string{"x-ms-copy-source"}
	if r.HTTP.Method == http.MethodPut {
		op.Serve = func(w http.ResponseWriter, r *service.Request) error {
			source, err := r.Source("x-ms-copy-source", false)
			if err == nil {
				s.copied = source.Service().Name + " " + source.Account + " " + source.Container + " " + source.Object
			}
			return err
		}
	}
	return op, err
}

// TestSourcesOfOtherServices copies from addresses of both services of a front.
func TestSourcesOfOtherServices(t *testing.T) {
	s := newScene(t, service.Fault{})
	r := new(rack)
	server := httptest.NewServer(s.front.Handler(r))
	t.Cleanup(server.Close)
	const account = auth.DevelopmentAccount
	for source, want := range map[string]string{
		"http://" + account + ".shelf.core.windows.net/box/object": "shelf " + account + " box object",
		"http://" + account + ".rack.core.windows.net/box/object":  "rack " + account + " box object",
		"http://shelf.emulator/" + account + "/box/object":         "shelf " + account + " box object",
		"http://127.0.0.1:1/" + account + "/box/object":            "rack " + account + " box object",
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL+"/"+account+"/box/copy", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("x-ms-copy-source", source)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		<-s.observed
		if response.StatusCode != http.StatusOK || r.copied != want {
			t.Errorf("%s: %s, from %q, want %q", source, response.Status, r.copied, want)
		}
	}
}
