package option

import (
	"fmt"
	"strings"
)

// stray is the error for an argument that begins with no option's name. It may be a part of a secret that a shell has
// split off, so it is told by its position.
func (p *parser) stray(arg string, position int, place string) *Error {
	name := safeName(arg)
	if row, ok := byEither(name); ok {
		return wrong(row.Name, "argument %d lacks what an option begins with; did you mean %s?", position, row.form(p.long))
	}
	if place != "" && strings.HasPrefix(arg, "#") {
		return wrong("@", "argument %d begins with #; a comment needs a line of its own", position)
	}
	return wrong("", "argument %d does not begin with the name of an option; a source needs /Source before it, a destination /Dest", position)
}

// unknown is the error for an argument that looks like an option but is none. It names the one that was probably meant.
// What it can't tell from a secret with a slip before it, it shows as a position only.
func unknown(a argument, position int) *Error {
	row, rest, known := longestPrefix(a.name)
	separated := known && (rest[0] == ':' || rest[0] == '=')
	switch {
	case separated && row.Arity == NoValue:
		return wrong(row.Name, "%s takes no value", a.prefix+a.spelling(row))
	case separated || known && row.secret:
		return wrong(row.Name, "the value of %s is written as in %s", a.prefix+a.spelling(row), row.form(a.long()))
	}
	name := safeName(a.name)
	meant, near := closest(name)
	shown := fmt.Sprintf("argument %d", position)
	if near && !meant.secret || name == a.name && a.endsName() {
		shown = a.prefix + name
	}
	switch {
	case near:
		return wrong(meant.Name, "%s is not an option; did you mean %s?", shown, a.prefix+a.spelling(meant))
	case known && row.Arity != NoValue:
		return wrong(row.Name, "%s is not an option; the value of %s is written as in %s", shown, a.prefix+a.spelling(row), row.form(a.long()))
	case name == "":
		return wrong("", "%s is not an option; a source needs /Source before it, a destination /Dest", shown)
	}
	return wrong("", "%s is not an option", shown)
}

// unknownTopic is the error for help about an option that does not exist.
func unknownTopic(topic string) *Error {
	const what = "help is asked for about an option that does not exist"
	if meant, ok := closest(safeName(topic)); ok {
		return wrong(meant.Name, what+"; did you mean /"+meant.Name+"?")
	}
	return wrong("", what)
}

// endsName reports whether a value follows the name, so that the name itself is no secret: what can end a key is
// nothing, or one or two equals signs.
func (a argument) endsName() bool { return strings.Trim(a.value, "=") != "" }

// longestName bounds what may be an option's name. What is longer is more likely a part of a key.
const longestName = 30

// safeName returns what an argument begins with if it may be an option's name: letters, digits and dashes up to the end
// or to ':' or '='. It is empty for anything else, such as a path.
func safeName(arg string) string {
	end := strings.IndexFunc(arg, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	})
	if end < 0 {
		end = len(arg)
	}
	if end > longestName || end < len(arg) && arg[end] != ':' && arg[end] != '=' {
		return ""
	}
	return arg[:end]
}

// longestPrefix returns the option with the longest name, in either spelling, that a text begins with, and the rest of
// the text, which is not empty.
func longestPrefix(s string) (best Option, rest string, ok bool) {
	longest := 0
	for _, o := range Table() {
		for _, name := range []string{o.Name, o.Long} {
			if n := len(name); n > longest && len(s) > n && strings.EqualFold(s[:n], name) {
				best, rest, ok, longest = o, s[n:], true, n
			}
		}
	}
	return best, rest, ok
}

// closest returns the option whose name, in either spelling, is Nearest.
func closest(name string) (Option, bool) {
	var names []string
	for _, o := range Table() {
		names = append(names, o.Name, o.Long)
	}
	nearest, ok := Nearest(name, names)
	if !ok {
		return Option{}, false
	}
	return byEither(nearest)
}

// Nearest returns the first of the candidates that differ from the name in the fewest characters, whatever their case,
// if that is no more than a third of the name's.
func Nearest(name string, candidates []string) (nearest string, ok bool) {
	distance := max(1, len(name)/3) + 1
	for _, candidate := range candidates {
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance && d < len(candidate) {
			nearest, distance, ok = candidate, d, true
		}
	}
	return nearest, ok
}

// editDistance is the number of characters to insert, delete or replace to turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
