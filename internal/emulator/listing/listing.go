// Package listing is what listings of all services have in common: their parameters, markers and documents. See
// https://learn.microsoft.com/rest/api/storageservices/list-blobs.
package listing

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// maxResults is the most items of a page, and the default.
const maxResults = 5000

// Query is what a listing is asked to return.
type Query struct {
	Prefix, Delimiter string
	Marker            string // as it was given
	From              string // the first name of the page, from the marker or startFrom
	Resume            string // what the marker stands for
	Max               int
	limited           bool // whether the most was given
	Include           map[string]bool
	Version           rest.Version
	Now               time.Time
}

// Parse reads the parameters of a listing, which can include these details of what it lists.
func Parse(r *service.Request, known ...string) (Query, error) {
	q := Query{
		Prefix: r.Query.Get("prefix"), Delimiter: r.Query.Get("delimiter"), Marker: r.Query.Get("marker"),
		From: r.Query.Get("startfrom"), Include: make(map[string]bool), Version: r.Version, Now: r.Now,
	}
	err := q.parseInclude(r.Query.Get("include"), known)
	if err != nil {
		return q, err
	}
	if q.Max, q.limited, err = ParseMax(r, maxResults); err != nil {
		return q, err
	}
	if q.Marker != "" {
		name, err := base64.RawURLEncoding.DecodeString(q.Marker)
		if err != nil {
			return q, rest.BadQuery("marker", q.Marker, "Not a marker of this service.")
		}
		q.From, q.Resume = string(name), string(name)
	}
	q.From = max(q.From, q.Prefix)
	return q, nil
}

// parseInclude reads which details are wanted.
func (q Query) parseInclude(value string, known []string) error {
	for what := range strings.SplitSeq(strings.ToLower(value), ",") {
		if what = strings.TrimSpace(what); what != "" && !slices.Contains(known, what) {
			return rest.BadQuery("include", what, "This emulator can't include it.")
		}
		q.Include[what] = true
	}
	return nil
}

// ParseMax reads how many results are wanted, at most limit, and whether the request says.
func ParseMax(r *service.Request, limit int) (int, bool, error) {
	value := r.Query.Get("maxresults")
	if value == "" {
		return limit, false, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, false, rest.BadQuery("maxresults", value, "Not a number.")
	}
	if n < 1 {
		return 0, false, rest.New(rest.OutOfRangeQueryParameterValue, rest.Detail{Name: "QueryParameterName", Value: "maxresults"})
	}
	return min(n, limit), true, nil
}

// NextMarker returns the marker of a page that begins with a name.
func NextMarker(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

// Open begins the document of a listing. Its element has these attributes beside the service's address, each a name and a
// value.
func (q Query) Open(x *rest.XML, r *service.Request, attributes ...string) {
	x.Raw(`<EnumerationResults ServiceEndpoint="`)
	x.Escape("http://" + r.HTTP.Host + "/" + r.Account + "/")
	for i := 0; i < len(attributes); i += 2 {
		x.Raw(`" ` + attributes[i] + `="`)
		x.Escape(attributes[i+1])
	}
	x.Raw(`">`)
	if q.Prefix != "" {
		x.Name("Prefix", q.Prefix, q.Version)
	}
	x.Optional("Marker", q.Marker)
	if q.limited {
		x.Int("MaxResults", int64(q.Max))
	}
	x.Optional("Delimiter", q.Delimiter)
}

// WriteMetadata writes the metadata of what is listed.
func WriteMetadata(x *rest.XML, m rest.Metadata) {
	x.Raw("<Metadata>")
	for _, p := range m {
		x.Text(p.Name, p.Value)
	}
	x.Raw("</Metadata>")
}

// Directory returns the virtual directory that stands for a name in a hierarchical listing.
func (q Query) Directory(name string) (string, bool) {
	if q.Delimiter == "" {
		return "", false
	}
	i := strings.Index(name[len(q.Prefix):], q.Delimiter)
	if i < 0 {
		return "", false
	}
	return name[:len(q.Prefix)+i+len(q.Delimiter)], true
}

// Behind returns the least string that is greater than all strings that begin with prefix. No byte of UTF-8 is 0xFF.
func Behind(prefix string) string {
	last := len(prefix) - 1
	return prefix[:last] + string([]byte{prefix[last] + 1})
}
