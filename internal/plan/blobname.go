package plan

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// The service's limits on a blob's name: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
const (
	maxBlobName = 1024 // characters
	maxSegments = 254
)

// toBlob maps a name to that of a blob, so that the service keeps it as it is. It reads a name as the path of a URL, in
// which a \ is a /. A file may have one in its name where that is no separator, and its blob has a / in that place; a
// blob that has one comes from a service with other rules, and is not renamed, since a copy keeps names.
func (n Names) toBlob(name string) (string, error) {
	if !utf8.ValidString(name) {
		return "", invalidName(name, "the name is not valid UTF-8, which the names of blobs must be")
	}
	blob := strings.ReplaceAll(name, `\`, "/")
	if blob != name && n.From != storage.Local {
		return "", invalidName(name, "the service would store it as %q, since a \\ in a name is a / to it; download it, or give its copy a name with /Dest", blob)
	}
	if utf8.RuneCountInString(name) > maxBlobName {
		return "", invalidName(name, "File %s is too long, relative path must not exceed %d characters.", name, maxBlobName)
	}
	if err := CheckBlobName(n.Below + blob); err != nil {
		return "", storage.Errorf(fmt.Sprintf("map name %q", name), storage.InvalidName, "%w", err)
	}
	return blob, nil
}

// CheckBlobName refuses the whole name of a blob, or of a virtual directory, that the service would not take or would
// change: of a part between two slashes it drops the dots at the end, and the part itself when it is nothing else.
func CheckBlobName(name string) error {
	if utf8.RuneCountInString(name) > maxBlobName {
		return fmt.Errorf("the name of the blob, with the virtual directory of /Dest before it, must not exceed %d characters", maxBlobName)
	}
	segments := 0
	for s := range strings.SplitSeq(name, "/") {
		segments++
		if strings.HasSuffix(s, ".") {
			return fmt.Errorf("the service drops the dots at the end of %q, and would take it for another name; rename it", s)
		}
	}
	if segments > maxSegments {
		return fmt.Errorf("the name of the blob has %d parts between slashes, and must not have more than %d", segments, maxSegments)
	}
	return nil
}
