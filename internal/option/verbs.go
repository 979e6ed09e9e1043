package option

import (
	"slices"
	"strings"
	"unicode"

	"azcopy/internal/storage"
)

// verb is a command of AzCopy v10, which comes before its options.
type verb struct {
	names string // in lower case, with blanks between them
	// hint is what does the same here. It names options in the classic spelling, and has %s for the command line with these
	// switches.
	hint     string
	switches []string
}

// verbs returns the commands of AzCopy v10, with their short forms.
func verbs() []verb {
	const (
		inside = ", and what is in a folder is copied without the folder's own name."
		newer  = ", which copies what is newer than at the destination or missing there, and deletes nothing."
		none   = ", and nothing replaces it."
	)
	return []verb{
		{"copy cp c", ": the command line is %s" + inside, nil},
		{"sync", ": the command line is %s" + newer, []string{"S", "XO"}},
		{"list ls", ": /L lists what would be copied, as in %s.", []string{"S", "L"}},
		{"login", ": give the key of an account with /SourceKey or /DestKey, or a SAS with /SourceSAS or /DestSAS.", nil},
		{"logout", ": there is no login to end.", nil},
		{"make mb", ": the container that /Dest names is created when something is copied there.", nil},
		{"remove rm", ": nothing is deleted in Azure Storage; the Azure portal and the Azure CLI can.", nil},
		{"jobs job", ": /Z resumes the last run, or with a journal folder as its value that of the folder.", nil},
		{"env", ": the help of /SourceKey and /SourceSAS names the environment variables.", nil},
		{"set-properties setprops", ", and properties of existing objects can't be changed; /SetContentType sets the type of what is uploaded.", nil},
		{"doc", ": AzCopy /? prints the whole help.", nil},
		{"version", ": --version prints it.", nil},
		{"bench benchmark completion load", none, nil},
	}
}

// findVerb returns the command of this name, in any case.
func findVerb(name string) (verb, bool) {
	for _, v := range verbs() {
		for other := range strings.FieldsSeq(v.names) {
			if strings.EqualFold(other, name) {
				return v, true
			}
		}
	}
	return verb{}, false
}

// say returns the error for a command line that starts with the verb, as it is written, before the arguments.
func (v verb) say(written string, args []string, long bool) *Error {
	const text = "%s is not a command here"
	if first, ok := firstEnd(args); ok {
		return wrong("", text+": leave it out, and start with %s", written, first.prefix+first.name)
	}
	if !strings.Contains(v.hint, "%s") {
		return wrong("", text+v.hint, written)
	}
	return wrong("", text+v.hint, written, v.line(args, long))
}

// firstEnd returns the first argument that is /Source or /Dest.
func firstEnd(args []string) (argument, bool) {
	for _, arg := range args {
		a, _ := split(arg)
		if row, ok := lookup(a); ok && (row.Name == "Source" || row.Name == "Dest") {
			return a, true
		}
	}
	return argument{}, false
}

// line returns the command line that does what the verb would with its arguments, with their locations if they can be found.
func (v verb) line(args []string, long bool) string {
	line := []string{"AzCopy"}
	if long {
		line[0] = "azcopy"
	}
	source, dest, found := locations(args)
	for _, end := range []struct{ name, value string }{{"Source", source}, {"Dest", dest}} {
		row, _ := byName(end.name)
		if found {
			row.Value = end.value
		}
		line = append(line, row.form(long))
	}
	switches := v.switches
	if switches == nil && slices.ContainsFunc(args, isRecursive) {
		switches = []string{"S"}
	}
	for _, name := range switches {
		row, _ := byName(name)
		line = append(line, row.form(long))
	}
	return strings.Join(line, " ")
}

func isRecursive(arg string) bool {
	return strings.EqualFold(arg, "--recursive") || strings.EqualFold(arg, "--recursive=true")
}

// locations returns the source and the destination among the arguments of a verb for display, in quotes and without a
// secret. It finds them when they come first or are the only arguments besides options, and one of them is a URL.
func locations(args []string) (source, dest string, found bool) {
	operands := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return strings.HasPrefix(arg, "-") })
	first := len(operands) >= 2 && slices.Equal(operands[:2], args[:2])
	if !first && len(operands) != 2 {
		return "", "", false
	}
	source, dest = operands[0], operands[1]
	if !urlPattern.MatchString(source) && !urlPattern.MatchString(dest) || strings.ContainsFunc(source+dest, unicode.IsControl) {
		return "", "", false
	}
	return quotedLocation(withoutWildcard(source)), quotedLocation(dest), true
}

// withoutWildcard removes the * that means everything in a folder.
func withoutWildcard(location string) string {
	base, query, hasQuery := strings.Cut(location, "?")
	if len(base) > 2 && (strings.HasSuffix(base, "/*") || strings.HasSuffix(base, `\*`)) {
		base = base[:len(base)-2]
	}
	if hasQuery {
		return base + "?" + query
	}
	return base
}

func quotedLocation(location string) string {
	base, query, _ := strings.Cut(location, "?")
	base = masked(base)
	if query != "" {
		base += "?" + storage.Masked
	}
	return `"` + base + `"`
}
