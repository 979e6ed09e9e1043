package blob

import (
	"strings"
	"unicode/utf16"

	"azcopy/internal/emulator/rest"
)

// The limits of names, in characters of UTF-16: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
const (
	minContainerName = 3
	maxContainerName = 63
	maxBlobName      = 1024
	maxSegments      = 254 // of the path that a name is
)

// checkContainerName returns an error when no container may have this name.
func checkContainerName(name string) error {
	switch name {
	case "$root", "$logs", "$web":
		return nil
	}
	if len(name) < minContainerName || len(name) > maxContainerName {
		return badLength()
	}
	outside := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if strings.IndexFunc(name, outside) >= 0 || strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-") || strings.Contains(name, "--") {
		return rest.New(rest.InvalidResourceName)
	}
	return nil
}

// checkBlobName returns an error when no blob can have this name.
func checkBlobName(name string) error {
	length := 0
	for _, r := range name {
		length += max(1, utf16.RuneLen(r))
	}
	if length > maxBlobName || strings.Count(name, "/") >= maxSegments {
		return badLength()
	}
	return nil
}

func badLength() error {
	e := rest.New(rest.OutOfRangeInput)
	e.Message = "The specified resource name length is not within the permissible limits."
	return e
}
