package blob

import (
	"errors"
	"fmt"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// listedBlob is one entry of a listing, as the service wrote it; object interprets it.
type listedBlob struct {
	Name       azure.ListedName
	Snapshot   azure.Element
	Properties struct {
		CreationTime       azure.Element `xml:"Creation-Time"`
		LastModified       azure.Element `xml:"Last-Modified"`
		ETag               azure.Element `xml:"Etag"`
		ContentLength      azure.Element `xml:"Content-Length"`
		ContentType        azure.Element `xml:"Content-Type"`
		ContentEncoding    azure.Element `xml:"Content-Encoding"`
		ContentLanguage    azure.Element `xml:"Content-Language"`
		ContentMD5         azure.Element `xml:"Content-MD5"`
		ContentDisposition azure.Element `xml:"Content-Disposition"`
		CacheControl       azure.Element `xml:"Cache-Control"`
		BlobType           azure.Element `xml:"BlobType"`
		SequenceNumber     azure.Element `xml:"x-ms-blob-sequence-number"`
	}
	Metadata listedMetadata
	tooLong  bool
}

// object returns the blob, with its name in the container. The name is set even when there is an error, if the entry has
// one. Nothing is assumed for what is missing, occurs twice, or makes no sense.
func (b *listedBlob) object() (storage.Object, error) {
	name, err := b.Name.Decode("blob")
	obj := storage.Object{Name: name, Snapshot: b.Snapshot.Text}
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
func (b *listedBlob) described(obj storage.Object) (storage.Object, error) {
	d := newDescription()
	p := b.Properties
	obj.Snapshot = d.snapshot(d.Optional("Snapshot", b.Snapshot))
	obj.Size = d.Size(d.Required("Content-Length", p.ContentLength))
	obj.ModTime = d.Modified(d.Required("Last-Modified", p.LastModified))
	obj.ETag = azure.Quoted(d.Required("Etag", p.ETag))
	obj.Props = storage.Properties{
		BlobType:           d.blobType(d.Required("BlobType", p.BlobType)),
		ContentType:        d.Optional("Content-Type", p.ContentType),
		ContentEncoding:    d.Optional("Content-Encoding", p.ContentEncoding),
		ContentLanguage:    d.Optional("Content-Language", p.ContentLanguage),
		ContentDisposition: d.Optional("Content-Disposition", p.ContentDisposition),
		CacheControl:       d.Optional("Cache-Control", p.CacheControl),
		ContentMD5:         d.MD5(d.Optional("Content-MD5", p.ContentMD5)),
		SequenceNumber:     d.sequenceNumber(d.Optional("x-ms-blob-sequence-number", p.SequenceNumber)),
		Metadata:           b.Metadata.values,
	}
	return obj, d.Err
}
