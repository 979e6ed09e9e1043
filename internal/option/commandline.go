package option

import "strings"

// String returns the command line in the classic spelling, every option in the order of the table. Secrets are masked,
// and the SAS of a URL as well. Two command lines that mean the same have the same string, but for their secrets.
func (o Options) String() string {
	var b strings.Builder
	for _, row := range Table() {
		if row.get == nil {
			continue
		}
		value, given := row.get(o)
		if !given {
			continue
		}
		if row.Name == "Source" || row.Name == "Dest" {
			value = maskQuery(value)
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

// maskQuery masks what may be a SAS in a URL.
func maskQuery(location string) string {
	if path, _, found := strings.Cut(location, "?"); found && strings.Contains(path, "://") {
		return path + "?******"
	}
	return location
}

// quote writes a value as a response file can hold it.
func quote(value string) string {
	if !strings.ContainsAny(value, " \t\"#") {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}
