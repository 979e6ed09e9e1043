package storage

import "strings"

// Naming describes the names at one end of a copy. From the naming of both ends the planner decides what an object is called
// at the destination, which objects would get the same name there, and what a pattern selects. Each driver returns its own.
// The zero value keeps any name, byte for byte, in one flat namespace.
//
// A part of a name is what is between two '/'.
type Naming struct {
	// Object is the word for an object in messages, such as "blob", and Directory the word for what holds them, such as
	// "virtual directory".
	Object, Directory string
	// Folders is whether objects lie in folders that exist by themselves. A listing then has the files of a folder before
	// those of its sub-folders, the name of a file is not that of a folder, and no part of a name is empty, "." or "..".
	Folders bool
	// Wildcards is whether a pattern has the wildcards * and ?, which stand for parts of the name of a file in any case.
	// Otherwise a pattern is a prefix of names, or the name of one object.
	Wildcards bool
	// CaseFolds is whether two names that differ only in case are one.
	CaseFolds bool
	// BackslashIsSlash is whether a \ in a name becomes a '/'.
	BackslashIsSlash bool
	// UTF8 is whether names must be valid UTF-8.
	UTF8 bool
	// Escaped are the ASCII characters that no part of a name can hold. In a name from elsewhere each is replaced by '%' and
	// two hexadecimal digits.
	Escaped string
	// DropsDots and DropsBlanks are whether dots or blanks at the end of a part are dropped.
	DropsDots, DropsBlanks bool
	// Devices is whether no part can be the name of one of Windows' devices, such as CON, or consist of dots and blanks.
	Devices bool
	// MaxName, MaxParts and MaxPart are the most characters of a whole name, with the directory of the location before it,
	// the most parts of it, and the most characters of one part; 0 for no limit.
	MaxName, MaxParts, MaxPart int
}

// Forbids reports whether no part of a name can hold the character.
func (n Naming) Forbids(c byte) bool { return c == '/' || strings.IndexByte(n.Escaped, c) >= 0 }

// Fold returns the form that all spellings of one name share.
func (n Naming) Fold(name string) string {
	if n.CaseFolds {
		return strings.ToLower(name)
	}
	return name
}
