package fileshare

import (
	"context"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
)

// Stat asks for the properties of the file (Get File Properties). A name that none can have is not found, and neither is a
// directory. The names of metadata are in lower case.
func (s *Share) Stat(ctx context.Context, name string) (storage.Object, error) {
	resp, err := s.properties(ctx, "look for", name)
	if err != nil {
		return storage.Object{}, err
	}
	return storage.Object{
		Name: name, Size: *resp.ContentLength, ModTime: written(resp), ETag: string(*resp.ETag),
		Created: azure.Value(resp.FileCreationTime).UTC(), Attributes: withoutBlanks(azure.Value(resp.FileAttributes)),
		Incomplete: isMarked(azure.Value(resp.ContentType)) || azure.Value(resp.CopyStatus) == file.CopyStatusTypePending,
		Props: storage.Properties{
			ContentType:        azure.Value(resp.ContentType),
			ContentEncoding:    azure.Value(resp.ContentEncoding),
			ContentLanguage:    azure.Value(resp.ContentLanguage),
			ContentDisposition: azure.Value(resp.ContentDisposition),
			CacheControl:       azure.Value(resp.CacheControl),
			ContentMD5:         resp.ContentMD5,
			Metadata:           azure.Metadata(resp.Metadata),
		},
	}, nil
}

// properties asks for a file's properties. What every file has is there: the size, the time of the last change and the ETag.
func (s *Share) properties(ctx context.Context, verb, name string) (file.GetPropertiesResponse, error) {
	op := s.op(verb, name)
	if err := checkPath(op, name); err != nil {
		return file.GetPropertiesResponse{}, azure.Absent(name, err)
	}
	resp, err := s.file(name).GetProperties(ctx, nil)
	if err != nil {
		return resp, absent(name, azure.Classify(op, err))
	}
	d := azure.Description{Kind: "file"}
	switch {
	case resp.ContentLength == nil:
		d.Missing("Content-Length")
	case *resp.ContentLength < 0 || *resp.ContentLength > storage.MaxSize:
		d.Odd("Content-Length", "of this answer", "the size of a file")
	case resp.LastModified == nil:
		d.Missing("Last-Modified")
	case resp.ETag == nil || *resp.ETag == "":
		d.Missing("ETag")
	}
	if d.Err != nil {
		return resp, storage.Errorf(op, storage.Other, "%w", d.Err)
	}
	return resp, nil
}

// absent is azure.Absent, to which a directory of the name is as good as nothing.
func absent(name string, err error) error {
	if storage.KindOf(err) == storage.FolderCollision {
		return storage.Errorf("look for "+name, storage.NotFound, "%w", err)
	}
	return azure.Absent(name, err)
}

// written returns when the content of a file was last written. Last-Modified, which changes with the properties as well, stands
// for it where a service does not say.
func written(resp file.GetPropertiesResponse) time.Time {
	if t := azure.Value(resp.FileLastWriteTime); !t.IsZero() {
		return t.UTC()
	}
	return resp.LastModified.UTC()
}

// StatFolder is as Stat, but finds a directory as well (Get Directory Properties).
func (s *Share) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	obj, err := s.Stat(ctx, name)
	if storage.KindOf(err) != storage.NotFound {
		return obj, err
	}
	if _, err := s.directory(s.path(name)).GetProperties(ctx, nil); err != nil {
		return storage.Object{}, absent(name, azure.Classify(s.op("look for", name), err))
	}
	return storage.Object{Name: name}, nil
}

// IsObject reports whether there is a file of this name. For a credential that may not look for it there is none: it may still
// list a directory of that name.
func (s *Share) IsObject(ctx context.Context, name string) (bool, error) {
	_, err := s.Stat(ctx, name)
	switch storage.KindOf(err) {
	case storage.NotFound, storage.Denied:
		return false, nil
	}
	return err == nil, err
}

// incomplete is the content type of a file that is still being written, with the ID of its upload.
const incomplete = "application/x-azcopy-incomplete"

func isMarked(contentType string) bool { return strings.HasPrefix(contentType, incomplete+";") }
