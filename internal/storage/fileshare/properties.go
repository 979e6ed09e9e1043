package fileshare

import (
	"context"
	"errors"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
)

// defaultContentType is the type of a file for which none is given.
const defaultContentType = "application/octet-stream"

func headers(p storage.Properties) *file.HTTPHeaders {
	contentType := p.ContentType
	if contentType == "" {
		contentType = defaultContentType
	}
	return &file.HTTPHeaders{
		ContentType:        &contentType,
		ContentEncoding:    azure.Optional(p.ContentEncoding),
		ContentLanguage:    azure.Optional(p.ContentLanguage),
		ContentDisposition: azure.Optional(p.ContentDisposition),
		CacheControl:       azure.Optional(p.CacheControl),
		ContentMD5:         p.ContentMD5,
	}
}

// fileTimeUnit is that of the times of a file.
const fileTimeUnit = 100 * time.Nanosecond

// lastWrite returns the last-write time that a file is to be given, in its unit; false when it gets one by itself.
func (s *Share) lastWrite(obj storage.Object) (time.Time, bool) {
	return obj.ModTime.UTC().Truncate(fileTimeUnit), s.keepTimes && !obj.ModTime.IsZero()
}

// smb returns the properties of the file system that a file is to have, nil for those that it gets by itself.
func (s *Share) smb(obj storage.Object) *file.SMBProperties {
	written, kept := s.lastWrite(obj)
	if !kept {
		return nil
	}
	p := &file.SMBProperties{LastWriteTime: &written, Attributes: attributesOf(obj)}
	if created := obj.Created.UTC().Truncate(fileTimeUnit); !obj.Created.IsZero() {
		p.CreationTime = &created
	}
	return p
}

// attributesOf returns the attributes of an object, nil for those that the service gives a file by itself. What can't be read is
// one of those that a newer service knows.
func attributesOf(obj storage.Object) *file.NTFSFileAttributes {
	if obj.Attributes == "" {
		return nil
	}
	a, err := file.ParseNTFSFileAttributes(&obj.Attributes)
	if err != nil {
		return nil
	}
	a.Directory = false
	return a
}

// isReadOnly reports whether a file is to be read-only, which is the last thing that happens to it.
func (s *Share) isReadOnly(obj storage.Object) bool {
	p := s.smb(obj)
	return p != nil && p.Attributes != nil && p.Attributes.ReadOnly
}

// withoutBlanks returns attributes without the blanks that the service puts between them.
func withoutBlanks(attributes string) string { return strings.ReplaceAll(attributes, " ", "") }

func isCancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
