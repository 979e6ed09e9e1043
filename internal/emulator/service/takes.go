package service

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

// Takes lists the request headers that begin with x-ms-, and the parameters, that an operation acts on, beside those that
// every operation does. Names are in lower case; one that ends in "-" stands for all that begin with it.
type Takes struct{ Headers, Parameters []string }

// takenByAll are the headers and the parameters of every operation: what a request is traced by, what selects the
// operation, and what signs the request.
func takenByAll() Takes {
	return Takes{
		// The intent matters to a caller with a token of Entra ID only, and there is none.
		Headers: []string{"x-ms-date", "x-ms-version", "x-ms-client-request-id", "x-ms-return-client-request-id", "x-ms-file-request-intent"},
		Parameters: []string{
			"comp", "restype", "timeout", "api-version",
			"sv", "ss", "srt", "sp", "st", "se", "spr", "sip", "sig", "sr", "si",
		},
	}
}

// understood returns an error that names a header or a parameter that the operation does not act on. A newer client, or
// one that uses what is not emulated, would else get an answer to another question, or store something else than it meant.
func (op Operation) understood(r *Request) error {
	all := takenByAll()
	for _, name := range slices.Sorted(maps.Keys(r.HTTP.Header)) {
		lower := strings.ToLower(name)
		switch {
		case lower == "content-range" || lower == "if-range": // they change what a body or a range means
		case !strings.HasPrefix(lower, "x-ms-"), takes(all.Headers, lower), takes(op.Takes.Headers, lower):
			continue
		}
		return rest.New(rest.UnsupportedHeader, rest.Detail{Name: "HeaderName", Value: lower})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Query)) {
		if takes(all.Parameters, name) || takes(op.Takes.Parameters, name) || overriding()[name] != "" && r.Grant.Kind() == auth.ServiceSAS {
			continue
		}
		return rest.New(rest.UnsupportedQueryParameter, rest.Detail{Name: "QueryParameterName", Value: name})
	}
	return nil
}

func takes(names []string, name string) bool {
	return slices.ContainsFunc(names, func(taken string) bool {
		return taken == name || strings.HasSuffix(taken, "-") && strings.HasPrefix(name, taken)
	})
}

// overriding returns the headers of an answer by the parameters with which a service SAS gives them other values: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
func overriding() map[string]string {
	return map[string]string{
		"rscc": "Cache-Control", "rscd": "Content-Disposition", "rsce": "Content-Encoding", "rscl": "Content-Language", "rsct": "Content-Type",
	}
}

// OverrideHeaders sets the headers of an answer that the SAS of the request gives other values.
func (r *Request) OverrideHeaders(h http.Header) {
	if r.Grant.Kind() != auth.ServiceSAS { // only that signs them
		return
	}
	for parameter, name := range overriding() {
		if value := r.Query.Get(parameter); value != "" {
			h.Set(name, value)
		}
	}
}
