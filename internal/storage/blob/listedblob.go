package blob

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// listedBlob is one entry of a listing, as the service wrote it: object makes sense of it.
type listedBlob struct {
	Name       listedName
	Snapshot   single
	Properties struct {
		CreationTime       single `xml:"Creation-Time"`
		LastModified       single `xml:"Last-Modified"`
		ETag               single `xml:"Etag"`
		ContentLength      single `xml:"Content-Length"`
		ContentType        single `xml:"Content-Type"`
		ContentEncoding    single `xml:"Content-Encoding"`
		ContentLanguage    single `xml:"Content-Language"`
		ContentMD5         single `xml:"Content-MD5"`
		ContentDisposition single `xml:"Content-Disposition"`
		CacheControl       single `xml:"Cache-Control"`
		BlobType           single `xml:"BlobType"`
		SequenceNumber     single `xml:"x-ms-blob-sequence-number"`
	}
	Metadata listedMetadata
	tooLong  bool
}

// maxName is the length in bytes above which a name is not one: the service permits 1024 characters.
const maxName = 4 << 10

// decode returns the name as the blob has it. With an error, it returns what may be shown instead, if anything.
func (n listedName) decode() (string, error) {
	switch {
	case n.times == 0 || n.text == "":
		return "", errors.New("the service listed a blob without a name")
	case n.times > 1:
		return "", fmt.Errorf("the service listed a blob with %d names", n.times)
	case len(n.text) > 3*maxName:
		return "", tooLongName(n.text)
	}
	name := n.text
	switch n.encoded {
	case "", "false":
	case "true":
		var err error
		if name, err = url.PathUnescape(n.text); err != nil {
			return n.text, fmt.Errorf(`the service calls the name "%s" encoded, but it is not`, azure.OneLine(n.text))
		}
	default:
		return n.text, fmt.Errorf(`the service says neither that the name "%s" is encoded nor that it is not`, azure.OneLine(n.text))
	}
	if len(name) > maxName {
		return "", tooLongName(name)
	}
	return name, nil
}

func tooLongName(name string) error {
	return fmt.Errorf(`the service listed a blob whose name has %d bytes, more than a name can have; it begins with "%s"`,
		len(name), azure.OneLine(name))
}

// object returns the blob by its name in the container. The name is set even when there is an error, as far as there is
// one. Nothing is assumed in the place of what is missing, occurs twice, or makes no sense.
func (b listedBlob) object() (storage.Object, error) {
	name, err := b.Name.decode()
	obj := storage.Object{Name: name, Snapshot: b.Snapshot.text}
	switch {
	case err != nil:
		return obj, err
	case b.tooLong:
		return obj, fmt.Errorf("the service's description of the blob has more than %d bytes", maxEntry)
	case b.Metadata.twice:
		return obj, errors.New("the service's description of the blob has metadata of one name twice")
	case b.Metadata.bytes > maxMetadata:
		return obj, fmt.Errorf("the service's description of the blob has metadata of %d bytes", b.Metadata.bytes)
	}
	return b.described(obj)
}

// described adds the properties.
func (b listedBlob) described(obj storage.Object) (storage.Object, error) {
	var d description
	p := b.Properties
	obj.Snapshot = d.snapshot(d.optional("Snapshot", b.Snapshot))
	obj.Size = d.size(d.required("Content-Length", p.ContentLength))
	obj.ModTime = d.modified(d.required("Last-Modified", p.LastModified))
	obj.ETag = quoted(d.required("Etag", p.ETag))
	obj.Props = storage.Properties{
		BlobType:           d.blobType(d.required("BlobType", p.BlobType)),
		ContentType:        d.optional("Content-Type", p.ContentType),
		ContentEncoding:    d.optional("Content-Encoding", p.ContentEncoding),
		ContentLanguage:    d.optional("Content-Language", p.ContentLanguage),
		ContentDisposition: d.optional("Content-Disposition", p.ContentDisposition),
		CacheControl:       d.optional("Cache-Control", p.CacheControl),
		ContentMD5:         d.sum(d.optional("Content-MD5", p.ContentMD5)),
		SequenceNumber:     d.sequenceNumber(d.optional("x-ms-blob-sequence-number", p.SequenceNumber)),
		Metadata:           b.Metadata.values,
	}
	return obj, d.err
}

// quoted returns an ETag as headers have it; listings lack the quotes.
func quoted(etag string) string {
	if etag == "" || strings.HasPrefix(etag, `"`) {
		return etag
	}
	return `"` + etag + `"`
}
