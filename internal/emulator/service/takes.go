package service

import (
	"maps"
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
		if takes(all.Parameters, name) || takes(op.Takes.Parameters, name) || overrides(name) && r.Grant.Kind() == auth.ServiceSAS {
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

// overrides reports whether a parameter gives a header of the answer another value, which only a service SAS can sign.
func overrides(name string) bool {
	return slices.Contains([]string{"rscc", "rscd", "rsce", "rscl", "rsct"}, name)
}
