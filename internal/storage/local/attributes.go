package local

import (
	"io/fs"
	"strings"
)

// attributes are the file attributes of Windows, in its bits:
// https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants
type attributes uint32

const (
	readOnly   attributes = 0x1
	hidden     attributes = 0x2
	system     attributes = 0x4
	archive    attributes = 0x20
	temporary  attributes = 0x100
	compressed attributes = 0x800
	offline    attributes = 0x1000
	notIndexed attributes = 0x2000
	encrypted  attributes = 0x4000

	named = readOnly | archive | system | hidden | compressed | encrypted | temporary | offline | notIndexed
)

// normal marks a file with none of the named attributes. No file system stores it together with one of them.
const normal attributes = 0x80

// String returns the attributes in the spelling of Azure Files, those that it has.
func (a attributes) String() string {
	var names []string
	for _, n := range []struct {
		bit  attributes
		name string
	}{
		{readOnly, "ReadOnly"}, {hidden, "Hidden"}, {system, "System"}, {archive, "Archive"}, {temporary, "Temporary"},
		{offline, "Offline"}, {notIndexed, "NotContentIndexed"},
	} {
		if a&n.bit != 0 {
			names = append(names, n.name)
		}
	}
	if names == nil {
		return "None"
	}
	return strings.Join(names, "|")
}

// letters are what /IA and /XA call the attributes.
func letters() map[rune]attributes {
	return map[rune]attributes{
		'R': readOnly, 'A': archive, 'S': system, 'H': hidden, 'C': compressed,
		'N': normal, 'E': encrypted, 'T': temporary, 'O': offline, 'I': notIndexed,
	}
}

// parseAttributes returns the attributes of these letters, in any case. It ignores other characters.
func parseAttributes(text string) attributes {
	var a attributes
	of := letters()
	for _, letter := range strings.ToUpper(text) {
		a |= of[letter]
	}
	return a
}

// normalized returns only the named attributes, or normal where there are none.
func (a attributes) normalized() attributes {
	if a &= named; a == 0 {
		return normal
	}
	return a
}

// derived returns the attributes of a file that has none of its own, from what a Unix system knows about it. A file that
// nobody has marked as archived counts as ready for archiving: see docs/design.
func derived(info fs.FileInfo, name string) attributes {
	a := archive
	if strings.HasPrefix(name, ".") {
		a |= hidden
	}
	if info.Mode().Perm()&0o200 == 0 {
		a |= readOnly
	}
	return a
}

// AttributeFilter selects files by their attributes, which are written as in /IA. The zero value selects all.
type AttributeFilter struct {
	// Archive is whether only files with the archive attribute are selected.
	Archive bool
	// Of the files that Archive selects, Include selects those with at least one of its attributes. Exclude leaves out files
	// with at least one of its own, whatever else they have.
	Include, Exclude string
}

// selective reports whether the filter leaves out any file.
func (f AttributeFilter) selective() bool { return f != AttributeFilter{} }

// selects reports whether the filter selects a file with these attributes.
func (f AttributeFilter) selects(a attributes) bool {
	a = a.normalized()
	include := parseAttributes(f.Include)
	return (!f.Archive || a&archive != 0) && (include == 0 || a&include != 0) && a&parseAttributes(f.Exclude) == 0
}
