package file

import (
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/listing"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// listEntries is List Directories and Files:
// https://learn.microsoft.com/rest/api/storageservices/list-directories-and-files. It lists one level, in the order of the
// names whatever their case.
func (s *Service) listEntries(w http.ResponseWriter, r *service.Request) error {
	q, err := listing.Parse(r, "timestamps", "etag", "attributes", "permissionkey")
	if err != nil {
		return err
	}
	p := entryPage{Query: q, XML: rest.NewXML(nil), extended: isTrue(r, extendedHeader) || r.Version >= withIDs}
	attributes := []string{"ShareName", r.Container}
	if snapshot := r.Query.Get(snapshotParam); snapshot != "" {
		attributes = append(attributes, "ShareSnapshot", snapshot)
	}
	p.Open(p.XML, r, append(attributes, p.directoryPath(r.Object)...)...)
	next := ""
	err = s.view(r, aDirectory, func(tx index.Reader, n node) error {
		if p.extended {
			p.Text("DirectoryId", strconv.FormatUint(n.ID, 10))
		}
		p.Raw("<Entries>")
		next, err = p.write(tx, n)
		return err
	})
	if err != nil {
		return err
	}
	p.Raw("</Entries>")
	p.Text("NextMarker", next)
	p.Raw("</EnumerationResults>")
	return rest.WriteXML(w, p.XML)
}

const extendedHeader = "x-ms-file-extended-info"

// withIDs is the first version in which IDs are listed unasked.
const withIDs rest.Version = "2020-10-02"

// entryPage writes a page of a listing.
type entryPage struct {
	listing.Query
	*rest.XML
	extended bool // whether the IDs are wanted
}

// directoryPath returns the attribute that has the path, which is encoded when XML can't hold it.
func (p entryPage) directoryPath(path string) []string {
	if text, encoded := rest.EncodeName(path, p.Version); encoded {
		return []string{"Encoded", "true", "DirectoryPath", text}
	}
	return []string{"DirectoryPath", path}
}

// write writes what is in a directory, and returns the marker of the next page, empty for none.
func (p *entryPage) write(tx index.Reader, n node) (string, error) {
	prefix := childPrefix(n.tree, n.ID)
	below := prefix + fold(p.Prefix)
	cursor, count := tx.Cursor(), 0
	for ok := cursor.Seek(max(below, prefix+p.Resume)); ok && strings.HasPrefix(cursor.Key(), below); ok = cursor.Next() {
		if count++; count > p.Max {
			return listing.NextMarker(cursor.Key()[len(prefix):]), nil
		}
		var e entry
		if err := index.Decode(cursor.Key(), cursor.Value(), &e); err != nil {
			return "", err
		}
		p.writeEntry(e)
	}
	return "", nil
}

func (p *entryPage) writeEntry(e entry) {
	element := "File"
	if e.Directory {
		element = "Directory"
	}
	p.Raw("<" + element + ">")
	p.Name("Name", e.Name, p.Version)
	if p.extended {
		p.Text("FileId", strconv.FormatUint(e.ID, 10))
	}
	p.Raw("<Properties>")
	if !e.Directory {
		p.Int("Content-Length", e.Size)
	}
	if p.Include["timestamps"] {
		p.Text("CreationTime", rest.FormatTicks(e.SMB.Created))
		p.Text("LastAccessTime", rest.FormatTicks(e.SMB.Accessed))
		p.Text("LastWriteTime", rest.FormatTicks(e.SMB.Written))
		p.Text("ChangeTime", rest.FormatTicks(e.SMB.Changed))
		p.Text("Last-Modified", e.Modified.UTC().Format(http.TimeFormat))
	}
	if p.Include["etag"] {
		p.Text("Etag", e.ETag)
	}
	p.Raw("</Properties>")
	if p.Include["attributes"] {
		p.Text("Attributes", e.SMB.Attributes.String())
	}
	if p.Include["permissionkey"] {
		p.Text("PermissionKey", e.SMB.Permission)
	}
	p.Raw("</" + element + ">")
}
