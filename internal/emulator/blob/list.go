package blob

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// maxResults is the most items of a page, and the default.
const maxResults = 5000

// query is what a listing is asked to return.
type query struct {
	prefix, delimiter string
	marker            string // as it was given
	from              string // the first name of the page, from the marker or startFrom
	max               int
	limited           bool // whether max was given
	include           map[string]bool
	version           rest.Version
	now               time.Time
}

// parseQuery reads the parameters of a listing, which can include these details of what it lists.
func parseQuery(r *service.Request, known ...string) (query, error) {
	q := query{
		prefix: r.Query.Get("prefix"), delimiter: r.Query.Get("delimiter"), marker: r.Query.Get("marker"),
		from: r.Query.Get("startfrom"), include: make(map[string]bool), version: r.Version, now: r.Now,
	}
	err := q.parseInclude(r.Query.Get("include"), known)
	if err != nil {
		return q, err
	}
	if q.max, q.limited, err = parseMax(r, maxResults); err != nil {
		return q, err
	}
	if q.marker != "" {
		name, err := base64.RawURLEncoding.DecodeString(q.marker)
		if err != nil {
			return q, rest.BadQuery("marker", q.marker, "Not a marker of this service.")
		}
		q.from = string(name)
	}
	q.from = max(q.from, q.prefix)
	return q, nil
}

// parseInclude reads which details are wanted.
func (q query) parseInclude(value string, known []string) error {
	for what := range strings.SplitSeq(strings.ToLower(value), ",") {
		if what = strings.TrimSpace(what); what != "" && !slices.Contains(known, what) {
			return rest.BadQuery("include", what, "This emulator can't include it.")
		}
		q.include[what] = true
	}
	return nil
}

// parseMax reads how many results are wanted, at most limit, and whether the request says.
func parseMax(r *service.Request, limit int) (int, bool, error) {
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

func nextMarker(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

// open begins the document of a listing.
func (q query) open(x *rest.XML, r *service.Request, container string) {
	x.Raw(`<EnumerationResults ServiceEndpoint="`)
	x.Escape("http://" + r.HTTP.Host + "/" + r.Account + "/")
	if container != "" {
		x.Raw(`" ContainerName="`)
		x.Escape(container)
	}
	x.Raw(`">`)
	if q.prefix != "" {
		x.Name("Prefix", q.prefix, q.version)
	}
	x.Optional("Marker", q.marker)
	if q.limited {
		x.Int("MaxResults", int64(q.max))
	}
	x.Optional("Delimiter", q.delimiter)
}

// writeXML answers with a document.
func writeXML(w http.ResponseWriter, x *rest.XML) error {
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(x.Bytes())))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(x.Bytes())
	return err
}

func writeMetadata(x *rest.XML, m rest.Metadata) {
	x.Raw("<Metadata>")
	for _, p := range m {
		x.Text(p.Name, p.Value)
	}
	x.Raw("</Metadata>")
}
