package file

import (
	"strings"
	"unicode/utf16"

	"azcopy/internal/emulator/rest"
)

// The limits of names, in characters of UTF-16: see
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-shares--directories--files--and-metadata.
const (
	minShareName = 3
	maxShareName = 63
	maxName      = 255 // of a directory or a file
	maxPath      = 2048
)

// checkShareName returns an error when no share may have this name.
func checkShareName(name string) error {
	if len(name) < minShareName || len(name) > maxShareName {
		e := rest.New(rest.OutOfRangeInput)
		e.Message = "The specified resource name length is not within the permissible limits."
		return e
	}
	outside := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if strings.IndexFunc(name, outside) >= 0 || strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-") || strings.Contains(name, "--") {
		return rest.New(rest.InvalidResourceName)
	}
	return nil
}

// parsePath returns the names that make up a path, none for the root directory of a share. Empty ones are left out.
func parsePath(path string) ([]string, error) {
	if length(path) > maxPath {
		return nil, rest.New(codeInvalidFileOrDirectoryPathName)
	}
	var names []string
	for name := range strings.SplitSeq(path, "/") {
		switch {
		case name == "":
			continue
		case length(name) > maxName:
			return nil, rest.New(codeInvalidFileOrDirectoryPathName)
		case name == "." || name == ".." || strings.ContainsFunc(name, isForbidden):
			return nil, rest.New(rest.InvalidResourceName)
		}
		names = append(names, name)
	}
	return names, nil
}

func isForbidden(c rune) bool { return c < ' ' || c == 0x7F || strings.ContainsRune(`"\:|<>*?`, c) }

// length counts characters of UTF-16.
func length(text string) int {
	n := 0
	for _, c := range text {
		n += max(1, utf16.RuneLen(c))
	}
	return n
}

// fold returns what names that are the same but for their case have in common.
func fold(name string) string { return strings.ToUpper(name) }
