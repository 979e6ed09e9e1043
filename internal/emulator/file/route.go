package file

import (
	"net/http"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// Route returns the operation for a method, an address and the parameters comp and restype.
func (s *Service) Route(r *service.Request) (service.Operation, error) {
	method := r.HTTP.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	comp, kind := r.Query.Get("comp"), addressedKind(r)
	if kind == "file" && r.Header(copySource) != "" && method == http.MethodPut && (comp == "" || comp == "range") {
		kind = "copy"
	}
	op, ok := s.operations[kind+" "+method+" "+comp]
	switch {
	case !ok:
		return op, unrouted(method, r.Query.Get("restype"), comp)
	case method != http.MethodGet && kind != "share" && r.Query.Has(snapshotParam):
		return op, rest.New(codeShareSnapshotOperationNotSupported)
	}
	return op, nil
}

// addressedKind returns the kind of what a request addresses, as in the table of operations.
func addressedKind(r *service.Request) string {
	restype, comp := r.Query.Get("restype"), r.Query.Get("comp")
	switch {
	case r.Container == "" && restype == "":
		return "account"
	case r.Container == "" && restype == "service",
		r.Container != "" && r.Object == "" && restype == "share",
		r.Container != "" && restype == "directory":
		return restype
	case r.Container == "" || restype != "":
		return ""
	case comp == "listhandles" || comp == "forceclosehandles": // of a directory or a file
		return "directory"
	case r.Object != "":
		return "file"
	}
	return ""
}

// unrouted is the error for a request that no operation answers.
func unrouted(method, restype, comp string) error {
	switch method {
	case http.MethodGet, http.MethodPut, http.MethodDelete:
	default:
		return rest.New(rest.UnsupportedHTTPVerb)
	}
	for _, parameter := range []struct{ name, value string }{{"comp", comp}, {"restype", restype}} {
		if parameter.value != "" {
			return rest.New(rest.NotImplemented, rest.Detail{Name: "QueryParameterName", Value: parameter.name}, rest.Detail{Name: "QueryParameterValue", Value: parameter.value})
		}
	}
	return rest.New(rest.InvalidURI)
}

// unconditional refuses the headers of conditions, which the service does not support.
func unconditional(serve handler) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		for _, name := range []string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"} {
			if r.Header(name) != "" {
				return rest.New(codeConditionHeadersNotSupported, rest.Detail{Name: "HeaderName", Value: name})
			}
		}
		return serve(w, r)
	}
}
