package blob

import (
	"bytes"
	"encoding/xml"
	"errors"

	"azcopy/internal/storage/azure"
)

// enumeration is the answer of List Blobs: see https://learn.microsoft.com/rest/api/storageservices/list-blobs.
type enumeration struct {
	XMLName    xml.Name      `xml:"EnumerationResults"`
	Entries    listedEntries `xml:"Blobs"`
	NextMarker azure.Element `xml:"NextMarker"`
}

// The bounds of a page: many times what the service sends, so that an endless page costs little.
const (
	maxEntries  = 50_000    // the service lists 5000
	maxEntry    = 256 << 10 // bytes of one entry, in XML
	maxMetadata = 64 << 10  // bytes of the names and values of one entry; the service stores 8 KiB
)

// errNoListing replaces all errors of package xml, which would quote the answer.
var errNoListing = errors.New("the answer is not a listing of blobs, or it is damaged; check the URL, and that no proxy answers in the service's place")

// parseEnumeration parses a page. An entry that makes no sense is not an error here: object reports it.
func parseEnumeration(body []byte) (enumeration, error) {
	var e enumeration
	if xml.Unmarshal(bytes.TrimPrefix(body, []byte("\uFEFF")), &e) != nil || e.NextMarker.Times > 1 {
		return enumeration{}, errNoListing
	}
	return e, nil
}

// listedEntries are the blobs of a page. Of the virtual directories it keeps the last one, which shows that the listing
// makes progress.
type listedEntries struct {
	blobs    []*listedBlob // pointers, since a slice of structs that grows is copied several times over
	prefixes int
	prefix   azure.ListedName
}

// UnmarshalXML implements xml.Unmarshaler.
func (l *listedEntries) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for child, err := range azure.Children(d) {
		if err == nil {
			err = l.add(d, child)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *listedEntries) add(d *xml.Decoder, start xml.StartElement) error {
	switch start.Name.Local {
	case "Blob":
		if len(l.blobs) == maxEntries {
			return errNoListing
		}
		b, err := decodeBlob(d, start)
		l.blobs = append(l.blobs, b)
		return err
	case "BlobPrefix":
		var p struct{ Name azure.ListedName }
		err := d.DecodeElement(&p, &start)
		l.prefixes, l.prefix = l.prefixes+1, p.Name
		return err
	}
	return d.Skip()
}

// decodeBlob keeps only the name of an entry that is too long.
func decodeBlob(d *xml.Decoder, start xml.StartElement) (*listedBlob, error) {
	b := new(listedBlob)
	begin := d.InputOffset()
	err := d.DecodeElement(b, &start)
	if d.InputOffset()-begin > maxEntry {
		return &listedBlob{Name: b.Name, tooLong: true}, err
	}
	return b, err
}

// listedMetadata are elements whose names are those of the metadata.
type listedMetadata struct {
	values map[string]string
	bytes  int
	twice  bool // a name occurs again
}

// UnmarshalXML implements xml.Unmarshaler.
func (m *listedMetadata) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for child, err := range azure.Children(d) {
		var text string
		if err == nil {
			err = d.DecodeElement(&text, &child)
		}
		if err != nil {
			return err
		}
		m.set(child.Name.Local, text)
	}
	return nil
}

// set keeps at most as much as the bound allows.
func (m *listedMetadata) set(name, text string) {
	if m.bytes += len(name) + len(text); m.bytes > maxMetadata {
		return
	}
	if m.values == nil {
		m.values = make(map[string]string)
	}
	_, there := m.values[name]
	m.twice = m.twice || there
	m.values[name] = text
}
