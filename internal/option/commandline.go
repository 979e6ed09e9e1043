package option

import (
	"strings"

	"azcopy/internal/storage"
)

// String returns the command line in the classic spelling, without the program's name, every option in the order of the
// table. Secrets are masked, also where none belongs. Two command lines that differ only in spelling, order and secrets have
// the same string, and one without secrets can be parsed again, from a line of a response file.
func (o Options) String() string { return maskSignature(o.line(func(Option) bool { return true })) }

// line is String for the rows that the caller wants.
func (o Options) line(wanted func(Option) bool) string {
	var b strings.Builder
	for _, row := range Table() {
		if !wanted(row) || !row.given(o) {
			continue
		}
		value, _ := row.get(o)
		if row.Name == "Source" || row.Name == "Dest" {
			value = maskURL(value)
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("/" + row.Name)
		if value != "" {
			b.WriteString(":" + quote(value))
		}
	}
	return b.String()
}

// maskURL masks what may be a SAS in a URL, and a user name and password. Parse leaves neither in a URL, but Options may
// come from elsewhere.
func maskURL(location string) string {
	path, _, found := strings.Cut(location, "?")
	if found && strings.Contains(path, "://") {
		location = path + "?" + storage.Masked
	}
	return maskUser(location)
}

// quote writes a value as in a response file. A value with quotes around it gets a second pair, since Parse removes one that
// splitLine has left.
func quote(value string) string {
	if unquote(value) != value {
		value = `"` + value + `"`
	}
	if !strings.ContainsAny(value, " \t\"#") {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}
