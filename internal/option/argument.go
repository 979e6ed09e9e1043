package option

import "strings"

// argument is one argument, taken apart: the option's name with its prefix, and what follows the separator.
type argument struct {
	prefix      string // "/", "-" or "--"
	name, value string
	hasValue    bool
}

func (a argument) long() bool { return a.prefix == "--" }

// separator returns what precedes a value in the spelling of the argument.
func (a argument) separator() string {
	if a.long() {
		return "="
	}
	return ":"
}

// spelling returns the option's name in the spelling of the argument.
func (a argument) spelling(o Option) string {
	if a.long() {
		return o.Long
	}
	return o.Name
}

// split takes an argument apart. The classic spelling has ':' before the value, the long one '='. It returns false for an
// argument that starts with neither a slash nor a dash.
func split(arg string) (argument, bool) {
	var a argument
	switch {
	case strings.HasPrefix(arg, "--"):
		a.prefix = "--"
	case strings.HasPrefix(arg, "/"), strings.HasPrefix(arg, "-"):
		a.prefix = arg[:1]
	default:
		return argument{}, false
	}
	a.name, a.value, a.hasValue = strings.Cut(arg[len(a.prefix):], a.separator())
	a.value = unquote(a.value)
	return a, true
}

// unquote removes one pair of double quotes around a value, which a shell may have left there.
func unquote(v string) string {
	if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
		return v[1 : len(v)-1]
	}
	return v
}

// lookup returns the option that the argument names.
func lookup(a argument) (Option, bool) {
	for _, o := range Table() {
		if strings.EqualFold(a.name, a.spelling(o)) {
			return o, true
		}
	}
	return Option{}, false
}

// missingColon reads /DestC:\folder as /Dest:C:\folder. One of the guide's examples has this, and it can mean nothing else:
// the name of a location is followed by a drive letter, a colon and a backslash or slash.
func missingColon(a argument) (argument, bool) {
	if a.long() || !strings.HasPrefix(a.value, `\`) && !strings.HasPrefix(a.value, "/") {
		return a, false
	}
	for _, name := range []string{"Source", "Dest"} {
		if len(a.name) == len(name)+1 && strings.EqualFold(a.name[:len(name)], name) && isLetter(a.name[len(name)]) {
			return argument{prefix: a.prefix, name: name, value: a.name[len(name):] + ":" + a.value, hasValue: true}, true
		}
	}
	return a, false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isDrivePath reports whether a value is a Windows path: C:\folder or \\server\share.
func isDrivePath(v string) bool {
	return len(v) >= 2 && isLetter(v[0]) && v[1] == ':' || strings.HasPrefix(v, `\\`)
}

// isValue reports whether the argument that follows an option in the long spelling is the option's value rather than the
// next option.
//
// A value that the option needs is any argument that does not begin with two dashes and is not a classic option with
// its colon: an absolute path, or a pattern with a dash, is a value. A value that may be absent must also not
// begin with a dash and not be a classic switch. A file with the name of a switch, such as /v, is written with '=', as
// in --verbose=/v.
func isValue(arg string, of Option) bool {
	optional := of.Arity == OptionalValue
	if strings.HasPrefix(arg, "--") || optional && strings.HasPrefix(arg, "-") {
		return false
	}
	a, ok := split(arg)
	if !ok {
		return true
	}
	if _, ok := lookup(a); ok || isHelp(a) {
		return !a.hasValue && !optional
	}
	_, ok = missingColon(a)
	return !ok
}
