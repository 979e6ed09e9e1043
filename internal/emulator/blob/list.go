package blob

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// maxResults is the most items of a page, and the default.
const maxResults = 5000

// query is what a listing is asked for.
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

func parseQuery(r *service.Request) (query, error) {
	q := query{
		prefix: r.Query.Get("prefix"), delimiter: r.Query.Get("delimiter"), marker: r.Query.Get("marker"),
		from: r.Query.Get("startfrom"), include: make(map[string]bool), version: r.Version, now: r.Now,
	}
	for what := range strings.SplitSeq(strings.ToLower(r.Query.Get("include")), ",") {
		q.include[what] = true
	}
	var err error
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

// parseMax reads how many results are wanted, at most limit, and whether the request says so.
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

// listBlobs is List Blobs: https://learn.microsoft.com/rest/api/storageservices/list-blobs.
func (s *Service) listBlobs(w http.ResponseWriter, r *service.Request) error {
	q, err := parseQuery(r)
	if err != nil {
		return err
	}
	if q.delimiter != "" && q.include["snapshots"] {
		return rest.BadQuery("include", "snapshots", "Snapshots are listed without a delimiter only.")
	}
	x := rest.NewXML(nil)
	q.open(x, r, r.Container)
	x.Raw("<Blobs>")
	next := ""
	err = s.index.View(func(tx index.Reader) error {
		if _, err := readContainer(tx, r.Account, r.Container); err != nil {
			return err
		}
		page := &blobPage{query: q, XML: x, tx: tx, account: r.Account, container: r.Container}
		next, err = page.write()
		return err
	})
	if err != nil {
		return err
	}
	x.Raw("</Blobs>")
	x.Text("NextMarker", next)
	x.Raw("</EnumerationResults>")
	return writeXML(w, x)
}

// blobPage writes a page of a listing.
type blobPage struct {
	query
	*rest.XML
	tx                   index.Reader
	account, container   string
	n                    int
	resumed, resumedFrom string // a name, and the snapshot of it that the page begins with
}

// behindSnapshots is greater than every snapshot.
const behindSnapshots = "~"

// write writes blobs and virtual directories, and returns the marker of the next page, empty for none. The snapshots of
// a blob stand before it, in the order of their times.
func (p *blobPage) write() (string, error) {
	base := blobKey(p.account, p.container, "")
	from := p.from
	if name, snapshot, ok := strings.Cut(from, "\x00"); ok {
		from, p.resumed, p.resumedFrom = name, name, snapshot
	}
	cursor := p.tx.Cursor()
	ok := cursor.Seek(base + from)
	for ok && strings.HasPrefix(cursor.Key(), base+p.prefix) {
		name := cursor.Key()[len(base):]
		if directory, is := p.directory(name); is {
			if p.n++; p.n > p.max {
				return nextMarker(name), nil
			}
			p.Raw("<BlobPrefix>")
			p.Name("Name", directory, p.version)
			p.Raw("</BlobPrefix>")
			ok = cursor.Seek(base + behind(directory))
			continue
		}
		next, err := p.writeBlob(name, cursor.Key(), cursor.Value())
		if next != "" || err != nil {
			return next, err
		}
		ok = cursor.Next()
	}
	return "", nil
}

// writeBlob writes a blob behind its snapshots, or returns the marker of the one that is too much.
func (p *blobPage) writeBlob(name, key string, value []byte) (string, error) {
	if p.include["snapshots"] {
		if next, err := p.writeSnapshots(name); next != "" || err != nil {
			return next, err
		}
	}
	if p.n++; p.n > p.max {
		if p.include["snapshots"] {
			name += "\x00" + behindSnapshots
		}
		return nextMarker(name), nil
	}
	return "", p.writeItem(name, "", key, value)
}

func (p *blobPage) writeSnapshots(name string) (string, error) {
	prefix := snapshotKey(p.account, p.container, name, "")
	from := ""
	if name == p.resumed {
		from = p.resumedFrom
	}
	cursor := p.tx.Cursor()
	for ok := cursor.Seek(prefix + from); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		id := cursor.Key()[len(prefix):]
		if p.n++; p.n > p.max {
			return nextMarker(name + "\x00" + id), nil
		}
		if err := p.writeItem(name, id, cursor.Key(), cursor.Value()); err != nil {
			return "", err
		}
	}
	return "", nil
}

// directory returns the virtual directory that stands for a name in a listing by hierarchy.
func (q query) directory(name string) (string, bool) {
	if q.delimiter == "" {
		return "", false
	}
	i := strings.Index(name[len(q.prefix):], q.delimiter)
	if i < 0 {
		return "", false
	}
	return name[:len(q.prefix)+i+len(q.delimiter)], true
}

// behind returns the least string that is greater than all that begin with prefix. No byte of UTF-8 is 0xFF.
func behind(prefix string) string {
	last := len(prefix) - 1
	return prefix[:last] + string([]byte{prefix[last] + 1})
}

// writeItem writes the blob or snapshot of a record.
func (p *blobPage) writeItem(name, snapshot, key string, value []byte) error {
	var b blob
	if err := decode(key, value, &b); err != nil {
		return err
	}
	p.Raw("<Blob>")
	p.Name("Name", name, p.version)
	p.Optional("Snapshot", snapshot)
	p.Raw("<Properties>")
	b.writeProperties(p.XML, p.now)
	if p.include["copy"] {
		b.Copy.writeElements(p.XML, p.now)
	}
	p.Raw("</Properties>")
	if p.include["metadata"] {
		writeMetadata(p.XML, b.Metadata)
	}
	p.Raw("<OrMetadata /></Blob>")
	return nil
}

func (b blob) writeProperties(x *rest.XML, now time.Time) {
	x.Text("Creation-Time", b.Created.UTC().Format(http.TimeFormat))
	x.Text("Last-Modified", b.Modified.UTC().Format(http.TimeFormat))
	x.Text("Etag", strings.Trim(b.ETag, `"`))
	x.Int("Content-Length", b.Size)
	p := b.Properties
	x.Text("Content-Type", p.ContentType)
	x.Text("Content-Encoding", p.ContentEncoding)
	x.Text("Content-Language", p.ContentLanguage)
	x.Text("Content-MD5", base64.StdEncoding.EncodeToString(p.ContentMD5))
	x.Text("Content-Disposition", p.ContentDisposition)
	x.Text("Cache-Control", p.CacheControl)
	x.Text("BlobType", b.Type)
	switch b.Type {
	case blockBlob:
		x.Raw("<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>")
	case pageBlob:
		x.Int("x-ms-blob-sequence-number", b.Sequence)
	}
	b.Lease.writeElements(x, now)
	x.Raw("<ServerEncrypted>true</ServerEncrypted>")
}

func writeMetadata(x *rest.XML, m rest.Metadata) {
	x.Raw("<Metadata>")
	for _, p := range m {
		x.Text(p.Name, p.Value)
	}
	x.Raw("</Metadata>")
}

// listContainers is List Containers: https://learn.microsoft.com/rest/api/storageservices/list-containers2.
func (s *Service) listContainers(w http.ResponseWriter, r *service.Request) error {
	q, err := parseQuery(r)
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	q.open(x, r, "")
	x.Raw("<Containers>")
	next := ""
	err = s.index.View(func(tx index.Reader) error {
		next, err = q.writeContainers(x, tx, containerKey(r.Account, ""))
		return err
	})
	if err != nil {
		return err
	}
	x.Raw("</Containers>")
	x.Text("NextMarker", next)
	x.Raw("</EnumerationResults>")
	return writeXML(w, x)
}

func (q query) writeContainers(x *rest.XML, tx index.Reader, base string) (string, error) {
	cursor := tx.Cursor()
	ok := cursor.Seek(base + q.from)
	for n := 0; ok && strings.HasPrefix(cursor.Key(), base+q.prefix); n++ {
		name := cursor.Key()[len(base):]
		if n == q.max {
			return nextMarker(name), nil
		}
		var c container
		if err := decode(cursor.Key(), cursor.Value(), &c); err != nil {
			return "", err
		}
		x.Raw("<Container>")
		x.Text("Name", name)
		x.Raw("<Properties>")
		x.Text("Last-Modified", c.Modified.UTC().Format(http.TimeFormat))
		x.Text("Etag", c.ETag)
		c.Lease.writeElements(x, q.now)
		x.Optional("PublicAccess", c.PublicAccess)
		x.Raw("</Properties>")
		if q.include["metadata"] {
			writeMetadata(x, c.Metadata)
		}
		x.Raw("</Container>")
		ok = cursor.Next()
	}
	return "", nil
}

// writeXML answers with a document.
func writeXML(w http.ResponseWriter, x *rest.XML) error {
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(x.Bytes())))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(x.Bytes())
	return err
}
