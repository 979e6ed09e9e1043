package storage

import (
	"strings"
	"time"
)

// MaxSize is above the size in bytes of any object that the services can hold (50 000 blocks of 4000 MiB). All arithmetic
// with sizes, offsets and numbers of chunks is safe up to it; larger sizes are refused.
const MaxSize = 1 << 48

// Object is a file or a blob, as a listing describes it. It is plain data and may be stored.
type Object struct {
	// Name is relative to the location it was listed from, with '/' between folders and no leading '/'. Names of blobs
	// are kept byte for byte, whatever they contain.
	Name string
	// Snapshot is the service's time stamp of a blob snapshot, empty for the object itself.
	Snapshot string `json:",omitempty"`
	// Size in bytes.
	Size int64
	// ModTime is when the content last changed, in UTC; zero when unknown.
	ModTime time.Time
	// Created is when a file, or a blob that may grow while it is read, was created, in UTC; zero when unknown or of no use.
	Created time.Time `json:",omitzero"`
	// ETag is the service's version of the object, quoted as the service sends it; empty for local files.
	ETag string `json:",omitempty"`
	// Attributes are those that a file has in Windows, in the spelling of Azure Files, such as "ReadOnly|Hidden"; empty when
	// unknown or of no use.
	Attributes string `json:",omitempty"`
	// Incomplete is whether this program is still writing the object in place, or was when it stopped, or a service is
	// copying it. Only Stat sets it.
	Incomplete bool `json:",omitempty"`
	// Undescribed is whether the listing left Props out. Stat has them.
	Undescribed bool `json:",omitempty"`
	// Props are the properties that travel with the content.
	Props Properties
}

// At returns the object's path or URL below the location it was listed from, for display.
func (o Object) At(l Location) string {
	if o.Snapshot == "" {
		return l.Join(o.Name)
	}
	return l.Join(o.Name) + "?snapshot=" + o.Snapshot
}

// IsFolder reports whether the object is an empty blob that stands for a folder, as Hadoop's tools and Data Lake Storage
// create them.
func (o Object) IsFolder() bool {
	for name, value := range o.Props.Metadata {
		if o.Size == 0 && strings.EqualFold(name, "hdi_isfolder") && strings.EqualFold(value, "true") {
			return true
		}
	}
	return false
}

// Properties are what an object has besides its content. Empty fields are unset.
type Properties struct {
	BlobType           BlobType `json:",omitempty"`
	ContentType        string   `json:",omitempty"`
	ContentEncoding    string   `json:",omitempty"`
	ContentLanguage    string   `json:",omitempty"`
	ContentDisposition string   `json:",omitempty"`
	CacheControl       string   `json:",omitempty"`
	// ContentMD5 is the 16-byte MD5 of the whole content, or nil when none is stored.
	ContentMD5 []byte `json:",omitempty"`
	// SequenceNumber is that of a page blob, by which its users count writes; 0 for anything else.
	SequenceNumber int64 `json:",omitempty"`
	// Metadata are the user's own names and values.
	Metadata map[string]string `json:",omitempty"`
}

// VouchedMD5 returns ContentMD5 where it proves the content, else nil: that of a page blob does not change when pages are
// written.
func (p Properties) VouchedMD5() []byte {
	if p.BlobType == PageBlob {
		return nil
	}
	return p.ContentMD5
}

// BlobType is one of the service's three kinds of blob.
type BlobType string

// The kinds of blob, spelled as the REST API spells them.
const (
	BlockBlob  BlobType = "BlockBlob"
	PageBlob   BlobType = "PageBlob"
	AppendBlob BlobType = "AppendBlob"
)

// Chunk is one range of an object's content, the unit of reading and writing.
type Chunk struct {
	Index  int   // 0 for the first
	Offset int64 // bytes from the start of the object
	Length int64 // bytes; only the last chunk of an object is shorter than the others
}
