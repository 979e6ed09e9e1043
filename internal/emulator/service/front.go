package service

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// Front is what the requests to every service pass through.
type Front struct {
	Accounts *auth.Accounts
	Now      func() time.Time
	// Fault is asked about each request, if it is not nil; it may be called concurrently.
	Fault func(Call) Fault
	// Observe, if not nil, is called for each request that has been served; it may be called concurrently.
	Observe func(Call)
	// NamesAsSent keeps the names of objects as they were sent, where Azure Storage would change them.
	NamesAsSent bool
	// Log gets what goes wrong inside.
	Log *slog.Logger

	handlers []*handler
	hosts    map[string]*handler // by hosts that Bind named
}

// Handler returns the handler of a service, from which the others can copy. It must not be called any more when requests are
// served.
func (f *Front) Handler(s Service) http.Handler {
	h := &handler{f, s}
	f.handlers = append(f.handlers, h)
	return h
}

// Bind says which service is reached at a host, such as 127.0.0.1:10000, that does not name it. It must not be called any
// more when requests are served.
func (f *Front) Bind(host, service string) {
	if f.hosts == nil {
		f.hosts = make(map[string]*handler)
	}
	for _, h := range f.handlers {
		if h.service.Name().Name == service {
			f.hosts[host] = h
		}
	}
}

// At returns the handler of the service that a host names, as http://account.blob.suffix and http://blob.anything do, or of
// the one that is bound to it, or nil.
func (f *Front) At(host string) http.Handler {
	if h := f.at(host); h != nil {
		return h
	}
	return nil
}

func (f *Front) at(host string) *handler {
	for _, h := range f.handlers {
		name := h.service.Name().Name
		if _, ok := accountOfHost(host, name); ok || strings.HasPrefix(host, name+".") {
			return h
		}
	}
	return f.hosts[host]
}

type handler struct {
	*Front
	service Service
}

func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := &Request{HTTP: req, ID: NewID(), Now: h.Now().UTC(), handler: h}
	parsing := r.parse(h.service.Name().Name)
	h.writeEnvelope(w.Header(), r)
	call := Call{Method: req.Method, Account: r.Account, Container: r.Container, Object: r.Object, Query: req.URL.RawQuery, Header: req.Header}
	out := &answer{ResponseWriter: w}
	if h.Observe != nil {
		defer func() {
			call.Status, call.Written = out.status, out.written
			h.Observe(call)
		}()
	}
	err := parsing
	if err == nil {
		err = h.serve(out, r, &call)
	}
	if err != nil {
		h.refuse(out, r, err)
	}
}

// serve finds the operation and carries it out, as far as the fault for it allows.
func (h *handler) serve(out *answer, r *Request, call *Call) error {
	op, routing := h.service.Route(r)
	call.Operation = op.Name
	var fault Fault
	if h.Fault != nil {
		fault = h.Fault(*call)
	}
	if err := suffer(r.HTTP, fault); err != nil {
		return err
	}
	r.CopyFailure = fault.CopyFailure
	if routing != nil {
		return routing
	}
	if err := h.authorize(r, op); err != nil {
		return err
	}
	if err := op.understood(r); err != nil {
		return err
	}
	if fault.DropAnswer {
		// What the operation does matters only to later requests.
		_ = op.Serve(discard{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	}
	out.cutAfter = fault.CutAfter
	return op.Serve(out, r)
}

// suffer carries out the part of a fault that comes before the operation.
func suffer(r *http.Request, f Fault) error {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	if f.Drop {
		panic(http.ErrAbortHandler)
	}
	return f.refusal()
}

func (h *handler) authorize(r *Request, op Operation) error {
	if !h.Accounts.Has(r.Account) {
		return rest.New(rest.ResourceNotFound)
	}
	if r.Secondary && !readOnly(r.HTTP.Method) {
		return rest.New(rest.InsufficientAccountPermissions)
	}
	grant, err := h.Accounts.Authenticate(auth.Request{
		HTTP: r.HTTP, Query: r.Query, Account: r.Account, Version: r.Version, Service: h.service.Name(),
		Container: r.Container, Object: r.Object, Now: r.Now,
		Policy: func(id string) (auth.Policy, bool, error) { return h.service.Policy(r.Account, r.Container, id) },
	})
	if err != nil {
		return err
	}
	r.Grant = grant
	if grant.Kind() == auth.Anonymous {
		return h.authorizeAnyone(r, op)
	}
	return grant.Check(op.Need)
}

func (h *handler) authorizeAnyone(r *Request, op Operation) error {
	public, err := h.service.Public(r.Account, r.Container)
	switch {
	case err != nil:
		return err
	case op.Public != Private && public >= op.Public:
		return nil
	case readOnly(r.HTTP.Method):
		return rest.New(rest.ResourceNotFound)
	}
	e := rest.New(rest.NoAuthenticationInformation)
	e.Header = http.Header{"Www-Authenticate": {"SharedKey"}}
	return e
}

// writeEnvelope sets the headers that every answer has.
func (h *handler) writeEnvelope(out http.Header, r *Request) {
	out.Set("Server", "AzCopy-Emulator")
	out.Set("Date", r.Now.Format(http.TimeFormat))
	out.Set("x-ms-request-id", r.ID)
	if id := r.Header("x-ms-client-request-id"); id != "" && len(id) <= 1024 {
		out.Set("x-ms-client-request-id", id)
	}
	if r.Version != "" {
		out.Set("x-ms-version", string(r.Version))
	}
}

// refuse answers with an error, or breaks off an answer that has started.
func (h *handler) refuse(out *answer, r *Request, err error) {
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok {
		if r.HTTP.Context().Err() == nil {
			h.Log.Error("a request failed inside the emulator", "method", r.HTTP.Method, "path", r.HTTP.URL.Path, "error", err)
		}
		refusal = rest.New(rest.InternalError)
	}
	if out.status != 0 {
		panic(http.ErrAbortHandler)
	}
	codes, format := h.service.Refusals()
	refusal.Complete(codes).Write(out, format, r.HTTP.Method, r.ID, r.Now)
}
