package fileshare

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"net/http"
	"sync/atomic"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
)

// The service's limits: see https://learn.microsoft.com/azure/storage/files/storage-files-scale-targets.
const (
	maxRange = 4 << 20 // bytes that one request writes
	maxFile  = 4 << 40
)

// ChunkSize returns the length of the ranges that a file is written in.
func (s *Share) ChunkSize(obj storage.Object) (int64, error) {
	if obj.Size > maxFile {
		return 0, storage.Errorf("upload", storage.TooLarge, "File size %d is larger than Azure file maximum size %d.", obj.Size, int64(maxFile))
	}
	return maxRange, nil
}

// host is what is known of the service.
type host struct {
	// refusesContent is whether it takes no content in the request that creates a file, as versions before 2026-06-06.
	refusesContent atomic.Bool
}

// Put writes a whole file in one request (Create File), the service comparing what arrived with the MD5. An older service is
// noticed by its refusal, and from then on the file is created first and then filled. An object that is a folder becomes a
// directory.
//
// Create File has no condition: a try that was repeated, and is carried out late, writes the same content again; it undoes what
// somebody else has written since.
func (s *Share) Put(ctx context.Context, obj storage.Object, p []byte) error {
	if s.Traits(obj).Folder {
		return s.makeDirectory(ctx, s.path(obj.Name))
	}
	op := s.op("put", obj.Name)
	if err := azure.CheckProperties(op, "a file", obj.Props); err != nil {
		return err
	}
	if err := s.names.claim(op, obj.Name); err != nil {
		return err
	}
	if len(p) > 0 && (s.host.refusesContent.Load() || s.isReadOnly(obj)) {
		return s.putInPlace(ctx, obj, p)
	}
	sum := obj.Props.ContentMD5
	if len(sum) != md5.Size {
		computed := md5.Sum(p)
		sum = computed[:]
	}
	options := s.createOptions(obj)
	if len(p) > 0 {
		options.ContentMD5 = sum
	}
	var answered []byte
	err := s.within(ctx, s.path(obj.Name), func() error {
		if len(p) > 0 {
			options.OptionalBody = azure.Body(p)
		}
		resp, err := s.file(obj.Name).Create(ctx, obj.Size, options)
		answered = resp.ContentMD5
		return err
	})
	err = azure.Classify(op, err)
	switch {
	case len(p) == 0 || err == nil && bytes.Equal(answered, sum):
		return err
	case err != nil && !refusesContent(err):
		return err
	}
	// The service has refused the content, or has created the file and does not say that it took the content.
	return s.putRefused(ctx, obj, p, err)
}

// refusesContent reports whether a refusal may be for the content. It may as well be for a property.
func refusesContent(err error) bool {
	e, ok := errors.AsType[*storage.Error](err)
	if !ok || e.Status != http.StatusBadRequest {
		return false
	}
	switch e.Code {
	case "InvalidHeaderValue", "UnsupportedHeader", "InvalidInput":
		return true
	}
	return false
}

// putRefused writes a file whose content the service did not take when it was created. Where that goes no better, the first
// refusal had another reason.
func (s *Share) putRefused(ctx context.Context, obj storage.Object, p []byte, refusal error) error {
	if err := s.putInPlace(ctx, obj, p); err != nil {
		if refusal != nil && refusesContent(err) {
			return refusal
		}
		return err
	}
	s.host.refusesContent.Store(true)
	return nil
}

// putInPlace creates a file, fills it, and then sets its properties. What fails half-way is deleted.
func (s *Share) putInPlace(ctx context.Context, obj storage.Object, p []byte) error {
	w := s.writer(obj, nil)
	if err := w.begin(ctx); err != nil {
		return err
	}
	err := w.WriteChunk(ctx, storage.Chunk{Length: int64(len(p))}, p)
	if err == nil {
		err = w.setProperties(ctx, obj.Props)
	}
	if err != nil {
		return storage.Abandon(ctx, w, err)
	}
	return nil
}

// createOptions returns what a file is created with, that is whole then.
func (s *Share) createOptions(obj storage.Object) *file.CreateOptions {
	return &file.CreateOptions{
		HTTPHeaders: headers(obj.Props), Metadata: azure.SDKMetadata(obj.Props.Metadata), SMBProperties: s.smb(obj),
	}
}
