// Package contenttype maps the extensions of names to MIME content types. It has its own table, so that a file gets the same
// type on every system, and adds the user's types to it.
package contenttype

import (
	"maps"
	"path"
	"strings"
)

// Unknown is the type of names without a known extension.
const Unknown = "application/octet-stream"

// Types are content types by extension. The zero value has none.
type Types struct {
	byExtension map[string]string // extensions in lower case, with their dot
}

// Builtin returns the types that need no configuration.
func Builtin() Types { return Types{byExtension: builtin()} }

// With returns the types with others added, which take precedence. Extensions are given with their dot, in any case.
func (t Types) With(others map[string]string) Types {
	merged := maps.Clone(t.byExtension)
	if merged == nil {
		merged = make(map[string]string, len(others))
	}
	for extension, contentType := range others {
		merged[strings.ToLower(extension)] = contentType
	}
	return Types{byExtension: merged}
}

// Of returns the content type for a '/'-separated name, by its extension in any case, or Unknown.
func (t Types) Of(name string) string {
	if contentType, ok := t.byExtension[strings.ToLower(path.Ext(name))]; ok {
		return contentType
	}
	return Unknown
}
