package blob

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/listing"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// listBlobs is List Blobs: https://learn.microsoft.com/rest/api/storageservices/list-blobs.
func (s *Service) listBlobs(w http.ResponseWriter, r *service.Request) error {
	// There are no blobs of the last six kinds, and no blob has such details.
	q, err := listing.Parse(r, "snapshots", "metadata", "copy", "deleted", "deletedwithversions", "versions", "tags", "immutabilitypolicy", "legalhold")
	if err != nil {
		return err
	}
	if q.Delimiter != "" && q.Include["snapshots"] {
		return rest.BadQuery("include", "snapshots", "Snapshots are listed without a delimiter only.")
	}
	x := rest.NewXML(nil)
	q.Open(x, r, "ContainerName", r.Container)
	x.Raw("<Blobs>")
	next := ""
	err = s.index.View(func(tx index.Reader) error {
		if _, err := readContainer(tx, r.Account, r.Container); err != nil {
			return err
		}
		page := &blobPage{Query: q, XML: x, tx: tx, account: r.Account, container: r.Container}
		next, err = page.write()
		return err
	})
	if err != nil {
		return err
	}
	x.Raw("</Blobs>")
	x.Text("NextMarker", next)
	x.Raw("</EnumerationResults>")
	return rest.WriteXML(w, x)
}

// blobPage writes a page of a listing.
type blobPage struct {
	listing.Query
	*rest.XML
	tx                   index.Reader
	account, container   string
	n                    int
	resumed, resumedFrom string // a name, and the snapshot of it that the page begins with
}

// behindSnapshots is greater than every snapshot.
const behindSnapshots = "~"

// write writes blobs and virtual directories, and returns the marker of the next page, empty for none. The snapshots of
// a blob come before it, in the order of their times.
func (p *blobPage) write() (string, error) {
	base := blobKey(p.account, p.container, "")
	from := p.From
	if name, snapshot, ok := strings.Cut(from, "\x00"); ok {
		from, p.resumed, p.resumedFrom = name, name, snapshot
	}
	cursor := p.tx.Cursor()
	ok := cursor.Seek(base + from)
	for ok && strings.HasPrefix(cursor.Key(), base+p.Prefix) {
		name := cursor.Key()[len(base):]
		if directory, is := p.Directory(name); is {
			if p.n++; p.n > p.Max {
				return listing.NextMarker(name), nil
			}
			p.Raw("<BlobPrefix>")
			p.Name("Name", directory, p.Version)
			p.Raw("</BlobPrefix>")
			ok = cursor.Seek(base + listing.Behind(directory))
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

// writeBlob writes a blob after its snapshots, or returns the marker of the one that no longer fits.
func (p *blobPage) writeBlob(name, key string, value []byte) (string, error) {
	if p.Include["snapshots"] {
		if next, err := p.writeSnapshots(name); next != "" || err != nil {
			return next, err
		}
	}
	if p.n++; p.n > p.Max {
		if p.Include["snapshots"] {
			name += "\x00" + behindSnapshots
		}
		return listing.NextMarker(name), nil
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
		if p.n++; p.n > p.Max {
			return listing.NextMarker(name + "\x00" + id), nil
		}
		if err := p.writeItem(name, id, cursor.Key(), cursor.Value()); err != nil {
			return "", err
		}
	}
	return "", nil
}

// writeItem writes the blob or snapshot of a record.
func (p *blobPage) writeItem(name, snapshot, key string, value []byte) error {
	var b blob
	if err := index.Decode(key, value, &b); err != nil {
		return err
	}
	p.Raw("<Blob>")
	p.Name("Name", name, p.Version)
	p.Optional("Snapshot", snapshot)
	p.Raw("<Properties>")
	b.writeProperties(p.XML, p.Now)
	if p.Include["copy"] {
		b.Copy.WriteElements(p.XML, p.Now)
	}
	p.Raw("</Properties>")
	if p.Include["metadata"] {
		listing.WriteMetadata(p.XML, b.Metadata)
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
	b.Lease.WriteElements(x, now)
	x.Raw("<ServerEncrypted>true</ServerEncrypted>")
}
