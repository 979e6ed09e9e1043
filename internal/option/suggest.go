package option

import (
	"fmt"
	"strings"
)

// stray returns the error for an argument that does not start with an option's name. It may be part of a secret that a shell
// has split off, so the error gives its position, not its text.
func (p *parser) stray(arg string, position int, place string) *Error {
	name := safeName(arg)
	if row, ok := byEither(name); ok {
		return wrong(row.Name, "argument %d does not start like an option; did you mean %s?", position, row.form(p.long))
	}
	if place != "" && strings.HasPrefix(arg, "#") {
		return wrong("@", "argument %d starts with #; a comment needs a line of its own", position)
	}
	return wrong("", "argument %d does not start with the name of an option; a source needs /Source before it, a destination /Dest", position)
}

// unknown returns the error for an argument that looks like an option but is not one. It names the option that was probably
// meant. Where the argument may be a secret after a typing error, the error gives only its position.
func unknown(a argument, position int) *Error {
	if other, ok := findOther(safeName(a.name)); ok {
		return other.say(a.prefix + safeName(a.name))
	}
	if row, ok := otherSecret(a.name); ok {
		return wrong(row.Name, "argument %d is not an option; the value of %s is written as in %s", position, a.prefix+a.spelling(row), row.form(a.long()))
	}
	row, rest, known := longestPrefix(a.name)
	separated := known && (rest[0] == ':' || rest[0] == '=')
	switch {
	case separated && row.Arity == NoValue:
		return noValue(row, a.prefix+a.spelling(row), rest)
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

// noValue returns the error for a switch with a value, which follows its separator. In other programs switches have the
// values yes and no.
func noValue(row Option, written, value string) *Error {
	switch strings.ToLower(value[1:]) {
	case "true", "yes", "1":
		return wrong(row.Name, "%s takes no value; leave out %s", written, value)
	case "false", "no", "0":
		return wrong(row.Name, "%s takes no value; leave out the whole option for no", written)
	}
	return wrong(row.Name, "%s takes no value", written)
}

// unknownTopic returns the error for help about an option that does not exist.
func unknownTopic(topic string, long bool) *Error {
	const what = "help was requested for an option that does not exist"
	if other, ok := findOther(safeName(topic)); ok {
		return other.say(safeName(topic))
	}
	if v, ok := findVerb(topic); ok {
		return v.say(topic, nil, long)
	}
	if meant, ok := closest(safeName(topic)); ok {
		return wrong(meant.Name, what+"; did you mean /"+meant.Name+"?")
	}
	return wrong("", what)
}

// endsName reports whether a value follows the name, so that the name itself is not a secret: all that can follow in a key
// is one or two equals signs.
func (a argument) endsName() bool { return strings.Trim(a.value, "=") != "" }

// longestName is the length of the longest text that is taken for an option's name. Anything longer is more likely part of a
// key.
const longestName = 30

// safeName returns the beginning of an argument if that may be an option's name: letters, digits and dashes up to the end or
// to ':' or '='. It returns "" for anything else, such as a path.
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

// longestPrefix returns the option with the longest name, in either spelling, that a text starts with, and the rest of the
// text, which is not empty.
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

// closest returns the option whose name, in either spelling, is nearest: see Nearest.
func closest(name string) (Option, bool) {
	var names []string
	for _, o := range Table() {
		names = append(names, o.Name, o.Long)
	}
	nearest, ok := nearestOf(name, names)
	if !ok {
		return Option{}, false
	}
	return byEither(nearest)
}

// nearestOf returns the candidate that differs from the name in the fewest characters, in any case, if these are at most a
// third of the name's; of several, the first.
func nearestOf(name string, candidates []string) (nearest string, ok bool) {
	distance := max(1, len(name)/3) + 1
	for _, candidate := range candidates {
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance && d < len(candidate) {
			nearest, distance, ok = candidate, d, true
		}
	}
	return nearest, ok
}

// editDistance returns how many characters must be inserted, deleted or replaced to turn a into b.
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
