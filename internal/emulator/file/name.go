package file

import (
	"strings"

	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
)

// The limits of names and paths, in characters of UTF-16: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-shares--directories--files--and-metadata.
const (
	maxName = 255 // of a directory or a file
	maxPath = 2048
)

// parsePath returns the names that make up a path, none for the root directory of a share. Empty ones are left out.
func parsePath(path string) ([]string, error) {
	if resource.Length(path) > maxPath {
		return nil, rest.New(codeInvalidFileOrDirectoryPathName)
	}
	var names []string
	for name := range strings.SplitSeq(path, "/") {
		switch {
		case name == "":
			continue
		case resource.Length(name) > maxName:
			return nil, rest.New(codeInvalidFileOrDirectoryPathName)
		case name == "." || name == ".." || strings.ContainsFunc(name, isForbidden):
			return nil, rest.New(rest.InvalidResourceName)
		}
		names = append(names, name)
	}
	return names, nil
}

func isForbidden(c rune) bool { return c < ' ' || c == 0x7F || strings.ContainsRune(`"\:|<>*?`, c) }

// fold returns what names that are the same but for their case have in common.
func fold(name string) string { return strings.ToUpper(name) }
