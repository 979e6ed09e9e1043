package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// Pattern is /Pattern, whose meaning depends on the source and on /S: see ParsePattern.
type Pattern struct {
	// prefix and exact restrict the listing of a source whose patterns have no wildcards.
	prefix, exact string
	// dir and wildcard select local files: those in the folder dir (with a trailing '/', or empty), whose names match.
	dir, wildcard string
	recursive     bool
}

// ParsePattern interprets a pattern for a source.
//
// Where a source has wildcards, these are * and ?; the pattern matches names in any case, and may begin with folders that
// are taken literally (dir/name*); *.* and . match every file. Elsewhere the pattern is a prefix with /S, and the exact name
// of one object without. In both, \ means /.
func ParsePattern(pattern string, source storage.Naming, recursive bool) (Pattern, error) {
	p := Pattern{recursive: recursive, wildcard: "*"}
	if pattern == "" {
		return p, nil
	}
	if !source.Wildcards {
		pattern = strings.ReplaceAll(pattern, `\`, "/") // as the service reads it in names
		if recursive {
			p.prefix = pattern
		} else {
			p.exact = pattern
		}
		return p, nil
	}
	return p.withWildcards(pattern)
}

func (p Pattern) withWildcards(pattern string) (Pattern, error) {
	pattern = strings.TrimRight(strings.ReplaceAll(pattern, `\`, "/"), " ")
	dir, base := "", pattern
	if i := strings.LastIndexByte(pattern, '/'); i >= 0 {
		dir, base = pattern[:i+1], pattern[i+1:]
	}
	for segment := range strings.SplitSeq(pattern, "/") {
		if segment == ".." {
			return Pattern{}, storage.Errorf("/Pattern:"+pattern, storage.InvalidName, "a pattern can't contain '..'")
		}
	}
	if strings.ContainsAny(dir, "*?") {
		return Pattern{}, storage.Errorf("/Pattern:"+pattern, storage.InvalidName, "wildcards can only be in the last part of a pattern, after the folders")
	}
	if strings.HasPrefix(dir, "/") {
		return Pattern{}, storage.Errorf("/Pattern:"+pattern, storage.InvalidName, "a pattern must be relative to /Source")
	}
	if base == "*.*" || base == "." || base == "" {
		base = "*"
	}
	p.dir, p.wildcard = dir, base
	return p, nil
}

// Exact returns the pattern that selects only the object of this name, taken literally.
func Exact(name string) Pattern { return Pattern{exact: name} }

// ExactName returns the name of the one object that the pattern selects, if it selects only one.
func (p Pattern) ExactName() (string, bool) { return p.exact, p.exact != "" }

// Query returns the query for the source.
func (p Pattern) Query() storage.Query {
	q := storage.Query{Prefix: p.prefix + p.dir, Recursive: p.recursive}
	if p.exact != "" {
		q.Prefix, q.Recursive = p.exact, true
	}
	return q
}

// Matches reports whether the pattern selects the object of this name among those that Query lists.
func (p Pattern) Matches(name string) bool {
	if p.exact != "" {
		return name == p.exact
	}
	return p.wildcard == "*" || matchWildcard(p.wildcard, name[strings.LastIndexByte(name, '/')+1:])
}

// matchWildcard matches a whole name, in any case, against a pattern in which * stands for any characters and ? for one. In
// the worst case the time is proportional to the product of the lengths.
func matchWildcard(pattern, name string) bool {
	p, n := 0, 0
	star, retry := -1, 0
	for n < len(name) {
		pc, pw := utf8.DecodeRuneInString(pattern[p:])
		nc, nw := utf8.DecodeRuneInString(name[n:])
		switch {
		case p < len(pattern) && pc == '*':
			star, retry = p, n
			p++
		case p < len(pattern) && (pc == '?' || sameFold(pc, nc)):
			p += pw
			n += nw
		case star >= 0:
			_, w := utf8.DecodeRuneInString(name[retry:])
			retry += w
			p, n = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func sameFold(a, b rune) bool {
	return a == b || unicode.ToLower(a) == unicode.ToLower(b) || unicode.ToUpper(a) == unicode.ToUpper(b)
}
