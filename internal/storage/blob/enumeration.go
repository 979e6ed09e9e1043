package blob

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"azcopy/internal/storage"
)

// enumeration is the answer of List Blobs: see https://learn.microsoft.com/rest/api/storageservices/list-blobs.
type enumeration struct {
	XMLName    xml.Name     `xml:"EnumerationResults"`
	Blobs      []listedBlob `xml:"Blobs>Blob"`
	NextMarker string       `xml:"NextMarker"`
}

type listedBlob struct {
	Name       listedName
	Snapshot   string
	Properties struct {
		LastModified       string `xml:"Last-Modified"`
		ETag               string `xml:"Etag"`
		ContentLength      int64  `xml:"Content-Length"`
		ContentType        string `xml:"Content-Type"`
		ContentEncoding    string `xml:"Content-Encoding"`
		ContentLanguage    string `xml:"Content-Language"`
		ContentMD5         string `xml:"Content-MD5"`
		ContentDisposition string `xml:"Content-Disposition"`
		CacheControl       string `xml:"Cache-Control"`
		BlobType           string `xml:"BlobType"`
		SequenceNumber     int64  `xml:"x-ms-blob-sequence-number"`
	}
	Metadata listedMetadata
}

// listedName is percent-encoded when it contains characters that XML can't hold.
type listedName struct {
	Encoded bool   `xml:",attr"`
	Text    string `xml:",chardata"`
}

// listedMetadata are elements whose names are those of the metadata.
type listedMetadata map[string]string

// UnmarshalXML implements xml.Unmarshaler.
func (m *listedMetadata) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			var text string
			if err := d.DecodeElement(&text, &t); err != nil {
				return err
			}
			if *m == nil {
				*m = make(listedMetadata)
			}
			(*m)[t.Name.Local] = text
		}
	}
}

// errNoListing stands for all errors of package xml, which would quote the answer.
var errNoListing = errors.New("the answer is not a listing of blobs, or it is damaged; check the URL, and that no proxy answers in the service's place")

func parseEnumeration(body []byte) (enumeration, error) {
	var e enumeration
	if xml.Unmarshal(bytes.TrimPrefix(body, []byte("\uFEFF")), &e) != nil {
		return enumeration{}, errNoListing
	}
	return e, nil
}

func (n listedName) decode() (string, error) {
	if !n.Encoded {
		return n.Text, nil
	}
	name, err := url.PathUnescape(n.Text)
	if err != nil {
		return n.Text, fmt.Errorf("the service calls the name %q encoded, but it is not", n.Text)
	}
	return name, nil
}

// object returns the blob by its name in the container. The name is set even when there is an error.
func (b listedBlob) object() (storage.Object, error) {
	name, err := b.Name.decode()
	obj := storage.Object{Name: name, Snapshot: b.Snapshot}
	if err != nil {
		return obj, err
	}
	p := b.Properties
	modified, err := parseModified(p.LastModified)
	if err != nil {
		return obj, err
	}
	sum, err := base64.StdEncoding.DecodeString(p.ContentMD5)
	if err != nil {
		return obj, fmt.Errorf("the service's Content-MD5 %q is not base64", p.ContentMD5)
	}
	if len(sum) == 0 {
		sum = nil
	}
	obj.Size, obj.ModTime, obj.ETag = p.ContentLength, modified, quoted(p.ETag)
	obj.Props = storage.Properties{
		BlobType:           storage.BlobType(p.BlobType),
		ContentType:        p.ContentType,
		ContentEncoding:    p.ContentEncoding,
		ContentLanguage:    p.ContentLanguage,
		ContentDisposition: p.ContentDisposition,
		CacheControl:       p.CacheControl,
		ContentMD5:         sum,
		SequenceNumber:     p.SequenceNumber,
		Metadata:           b.Metadata,
	}
	return obj, nil
}

func parseModified(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := http.ParseTime(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("the service's Last-Modified %q is no time", s)
	}
	return t.UTC(), nil
}

// quoted returns an ETag as headers have it; listings lack the quotes.
func quoted(etag string) string {
	if etag == "" || strings.HasPrefix(etag, `"`) {
		return etag
	}
	return `"` + etag + `"`
}
