package blob

import (
	"strings"

	"azcopy/internal/emulator/resource"
)

// The limits of the name of a blob: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
const (
	maxBlobName = 1024 // characters of UTF-16
	maxSegments = 254  // of the path that a name is
)

// checkContainerName returns an error when no container may have this name.
func checkContainerName(name string) error {
	switch name {
	case "$root", "$logs", "$web":
		return nil
	}
	return resource.CheckName(name)
}

// checkBlobName returns an error when no blob can have this name.
func checkBlobName(name string) error {
	if resource.Length(name) > maxBlobName || strings.Count(name, "/") >= maxSegments {
		return resource.BadLength()
	}
	return nil
}
