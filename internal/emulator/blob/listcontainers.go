package blob

import (
	"net/http"
	"strings"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/listing"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// listContainers is List Containers: https://learn.microsoft.com/rest/api/storageservices/list-containers2.
func (s *Service) listContainers(w http.ResponseWriter, r *service.Request) error {
	q, err := listing.Parse(r, "metadata", "deleted", "system") // no container is deleted and still there, and none is a system's
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	q.Open(x, r)
	x.Raw("<Containers>")
	next := ""
	err = s.index.View(func(tx index.Reader) error {
		next, err = writeContainers(q, x, tx, containerKey(r.Account, ""))
		return err
	})
	if err != nil {
		return err
	}
	x.Raw("</Containers>")
	x.Text("NextMarker", next)
	x.Raw("</EnumerationResults>")
	return rest.WriteXML(w, x)
}

func writeContainers(q listing.Query, x *rest.XML, tx index.Reader, base string) (string, error) {
	cursor := tx.Cursor()
	ok := cursor.Seek(base + q.From)
	for n := 0; ok && strings.HasPrefix(cursor.Key(), base+q.Prefix); n++ {
		name := cursor.Key()[len(base):]
		if n == q.Max {
			return listing.NextMarker(name), nil
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
		c.Lease.WriteElements(x, q.Now)
		x.Optional("PublicAccess", c.PublicAccess)
		x.Raw("</Properties>")
		if q.Include["metadata"] {
			listing.WriteMetadata(x, c.Metadata)
		}
		x.Raw("</Container>")
		ok = cursor.Next()
	}
	return "", nil
}
