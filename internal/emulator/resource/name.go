package resource

import (
	"strings"
	"unicode/utf16"

	"azcopy/internal/emulator/rest"
)

// The limits of the name of a container or a share: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
const (
	minName = 3
	maxName = 63
)

// CheckName returns an error when no container or share may have this name.
func CheckName(name string) error {
	if len(name) < minName || len(name) > maxName {
		return BadLength()
	}
	outside := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if strings.IndexFunc(name, outside) >= 0 || strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-") || strings.Contains(name, "--") {
		return rest.New(rest.InvalidResourceName)
	}
	return nil
}

// BadLength is the error for a name that is too short or too long.
func BadLength() error {
	e := rest.New(rest.OutOfRangeInput)
	e.Message = "The specified resource name length is not within the permissible limits."
	return e
}

// Length returns the length of a name in characters of UTF-16, in which limits are counted.
func Length(name string) int {
	n := 0
	for _, c := range name {
		n += max(1, utf16.RuneLen(c))
	}
	return n
}
