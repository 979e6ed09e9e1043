package rest

import (
	"net/http"
	"slices"
	"strings"
)

// Metadata are the user's own names and values, in the order of the names.
type Metadata []Pair

// Pair is one name of the metadata and its value.
type Pair struct{ Name, Value string }

const (
	metadataPrefix  = "X-Ms-Meta-"
	maxMetadataSize = 8 << 10 // bytes, names and values together
)

// ParseMetadata reads the x-ms-meta- headers. Names are in lower case: the services keep the case that a client sent,
// but net/http does not pass it on. See
// https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources.
func ParseMetadata(h http.Header) (Metadata, error) {
	var m Metadata
	size := 0
	for header, values := range h {
		name, ok := strings.CutPrefix(header, metadataPrefix)
		if !ok {
			if strings.EqualFold(header, strings.TrimSuffix(metadataPrefix, "-")) {
				return nil, New(EmptyMetadataKey)
			}
			continue
		}
		if name == "" {
			return nil, New(EmptyMetadataKey)
		}
		if !isIdentifier(name) {
			return nil, New(InvalidMetadata)
		}
		value := strings.TrimSpace(strings.Join(values, ","))
		size += len(name) + len(value)
		m = append(m, Pair{strings.ToLower(name), value})
	}
	if size > maxMetadataSize {
		return nil, New(MetadataTooLarge)
	}
	slices.SortFunc(m, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	return m, nil
}

// isIdentifier reports whether the name is an identifier of C#, as far as a header can carry one.
func isIdentifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// Write sets the x-ms-meta- headers of an answer.
func (m Metadata) Write(h http.Header) {
	for _, p := range m {
		h.Set(metadataPrefix+p.Name, p.Value)
	}
}
