package file

import (
	"net/http"
	"strings"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/listing"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// listShares is List Shares: https://learn.microsoft.com/rest/api/storageservices/list-shares. The snapshots of a share follow
// it in the order of their times.
func (s *Service) listShares(w http.ResponseWriter, r *service.Request) error {
	q, err := listing.Parse(r, "metadata", "snapshots", "deleted") // no share is deleted and still there
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	q.Open(x, r)
	x.Raw("<Shares>")
	next := ""
	err = s.index.View(func(tx index.Reader) error {
		next, err = writeShares(q, x, tx, shareKey(r.Account, "", ""))
		return err
	})
	if err != nil {
		return err
	}
	x.Raw("</Shares>")
	x.Text("NextMarker", next)
	x.Raw("</EnumerationResults>")
	return rest.WriteXML(w, x)
}

func writeShares(q listing.Query, x *rest.XML, tx index.Reader, base string) (string, error) {
	cursor := tx.Cursor()
	n := 0
	for ok := cursor.Seek(base + q.From); ok && strings.HasPrefix(cursor.Key(), base+q.Prefix); ok = cursor.Next() {
		name, snapshot, _ := strings.Cut(cursor.Key()[len(base):], "\x00")
		if snapshot != "" && !q.Include["snapshots"] {
			continue
		}
		if n++; n > q.Max {
			return listing.NextMarker(cursor.Key()[len(base):]), nil
		}
		var h share
		if err := index.Decode(cursor.Key(), cursor.Value(), &h); err != nil {
			return "", err
		}
		x.Raw("<Share>")
		x.Text("Name", name)
		x.Optional("Snapshot", snapshot)
		h.writeProperties(q, x)
		x.Raw("</Share>")
	}
	return "", nil
}

func (h share) writeProperties(q listing.Query, x *rest.XML) {
	x.Raw("<Properties>")
	x.Text("Last-Modified", h.Modified.UTC().Format(http.TimeFormat))
	x.Text("Etag", h.ETag)
	x.Int("Quota", h.Quota)
	x.Text("AccessTier", h.Tier)
	x.Text("EnabledProtocols", "SMB")
	h.Lease.WriteElements(x, q.Now)
	x.Raw("</Properties>")
	if q.Include["metadata"] {
		listing.WriteMetadata(x, h.Metadata)
	}
}
