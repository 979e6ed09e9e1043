package fileshare

import (
	"context"
	"errors"
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
	return &file.SMBProperties{LastWriteTime: &written}
}

func isCancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
