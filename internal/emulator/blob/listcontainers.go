package blob

import (
	"net/http"
	"strings"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// listContainers is List Containers: https://learn.microsoft.com/rest/api/storageservices/list-containers2.
func (s *Service) listContainers(w http.ResponseWriter, r *service.Request) error {
	q, err := parseQuery(r, "metadata", "deleted", "system") // no container is deleted and still there, and none is a system's
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
		if err := index.Decode(cursor.Key(), cursor.Value(), &c); err != nil {
			return "", err
		}
		x.Raw("<Container>")
		x.Text("Name", name)
		x.Raw("<Properties>")
		x.Text("Last-Modified", c.Modified.UTC().Format(http.TimeFormat))
		x.Text("Etag", c.ETag)
		c.Lease.WriteElements(x, q.now)
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
