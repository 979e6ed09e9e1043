package option

import (
	"fmt"
	"os"
	"strings"

	"azcopy/internal/storage"
)

// Request is what a command line asks for.
type Request int

// The requests. A command line that asks for help is not validated further.
const (
	Run     Request = iota
	Usage           // no arguments: the short help
	Help            // /? or --help: the whole help
	HelpFor         // /?:Name
	Samples         // /?:Samples
	Version
)

// Command is a parsed command line.
type Command struct {
	Request Request
	// Topic is the option that HelpFor asks about.
	Topic   Option
	Options Options
}

// Parse parses the arguments behind the program's name. Secrets that they don't give are taken from the environment.
// Errors are of type *Error.
func Parse(args []string, getenv func(string) string) (Command, error) {
	if len(args) == 0 {
		return Command{Request: Usage}, nil
	}
	p := parser{given: map[string]bool{}}
	for _, o := range Table() {
		p.table = append(p.table, o)
	}
	if err := p.parse(args, ""); err != nil {
		return Command{}, err
	}
	if p.command.Request != Run {
		return p.command, nil
	}
	o := &p.command.Options
	for _, s := range []struct {
		name        string
		secret, alt *storage.Secret
	}{
		{"AZCOPY_SOURCE_KEY", &o.SourceKey, &o.SourceSAS}, {"AZCOPY_SOURCE_SAS", &o.SourceSAS, &o.SourceKey},
		{"AZCOPY_DEST_KEY", &o.DestKey, &o.DestSAS}, {"AZCOPY_DEST_SAS", &o.DestSAS, &o.DestKey},
	} {
		// What the command line gives, of either form, goes before the environment.
		if *s.secret == "" && *s.alt == "" {
			*s.secret = storage.Secret(strings.TrimPrefix(getenv(s.name), "?"))
		}
	}
	return p.command, o.validate()
}

type parser struct {
	table   []Option
	given   map[string]bool
	command Command
}

// argument is one argument, split: the option's name with its prefix, and what follows ':' or '='.
type argument struct {
	prefix, name, value string
	hasValue            bool
}

// parse parses the arguments of the command line, or of one line of a response file, which place then names.
func (p *parser) parse(args []string, place string) error {
	for len(args) > 0 {
		rest, err := p.next(args, place)
		if err != nil {
			if err.Place == "" {
				err.Place = place
			}
			return err
		}
		args = rest
	}
	return nil
}

// next parses the first option and returns the arguments behind it.
func (p *parser) next(args []string, place string) ([]string, *Error) {
	a, err := split(args[0])
	if err != nil {
		return nil, err
	}
	args = args[1:]
	if p.isHelp(a) {
		return nil, p.help(a, args)
	}
	row, ok := p.lookup(a)
	if !ok {
		if a, row, ok = p.missingColon(a); !ok {
			return nil, unknown(a.prefix+a.name, a.name)
		}
	}
	if a.prefix == "--" && !a.hasValue && row.arity != noValue && len(args) > 0 && !looksLikeOption(args[0], row) {
		a.value, a.hasValue, args = args[0], true, args[1:]
	}
	if err := p.apply(row, a, place); err != nil {
		return nil, err
	}
	return args, nil
}

// split takes an argument apart. The classic spelling has ':' before the value, the long one '='.
func split(arg string) (argument, *Error) {
	a := argument{prefix: "/"}
	separator := ":"
	switch {
	case strings.HasPrefix(arg, "--"):
		a.prefix, separator = "--", "="
	case strings.HasPrefix(arg, "/"), strings.HasPrefix(arg, "-"):
		a.prefix = arg[:1]
	default:
		return a, wrong("", "%q is not an option: every parameter begins with its name, as in /Source:folder or --source folder", masked(arg))
	}
	a.name, a.value, a.hasValue = strings.Cut(arg[len(a.prefix):], separator)
	if a.hasValue {
		a.value = unquote(a.value)
	}
	return a, nil
}

// masked hides what could be a secret of a stray argument: anything that does not look like a path.
func masked(arg string) string {
	if strings.ContainsAny(arg, "=&?") || len(arg) > 40 {
		return storage.Masked
	}
	return arg
}

// unquote removes one pair of double quotes around a value.
func unquote(v string) string {
	if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
		return v[1 : len(v)-1]
	}
	return v
}

func (p *parser) lookup(a argument) (Option, bool) {
	for _, o := range p.table {
		if a.prefix == "--" && a.name == o.Long || a.prefix != "--" && strings.EqualFold(a.name, o.Name) {
			return o, true
		}
	}
	return Option{}, false
}

// missingColon reads /DestC:\folder as /Dest:C:\folder. The guide has it in an example, and it can mean nothing else:
// what follows the name of a location is a drive letter, a colon and a backslash or slash.
func (p *parser) missingColon(a argument) (argument, Option, bool) {
	if a.prefix == "--" || !strings.HasPrefix(a.value, `\`) && !strings.HasPrefix(a.value, "/") {
		return a, Option{}, false
	}
	for _, name := range []string{"Source", "Dest"} {
		if len(a.name) == len(name)+1 && strings.EqualFold(a.name[:len(name)], name) && isLetter(a.name[len(name)]) {
			fixed := argument{prefix: a.prefix, name: name, value: a.name[len(name):] + ":" + a.value, hasValue: true}
			row, ok := p.lookup(fixed)
			return fixed, row, ok
		}
	}
	return a, Option{}, false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// looksLikeOption tells whether the argument behind an option of the long spelling is not its value. A value that is
// needed is taken whatever it looks like, unless it begins with two dashes; one that may be absent must not begin with
// a dash either.
func looksLikeOption(arg string, row Option) bool {
	if row.arity == oneValue {
		return strings.HasPrefix(arg, "--")
	}
	return strings.HasPrefix(arg, "-")
}

func (p *parser) apply(row Option, a argument, place string) *Error {
	written := a.prefix + a.name
	switch {
	case row.arity == noValue && a.hasValue:
		return wrong(row.Name, "%s takes no value", written)
	case row.arity == oneValue && a.value == "":
		return wrong(row.Name, "%s needs a value", written)
	case row.Name == "@":
		if place != "" {
			return wrong(row.Name, "a response file can't name another one")
		}
		return p.responseFile(a.value)
	case p.given[row.Name]:
		return wrong(row.Name, "%s is given twice", written)
	}
	p.given[row.Name] = true
	if err := row.set(&p.command.Options, a.value); err != nil {
		return wrong(row.Name, "%s: %v", written, err)
	}
	return nil
}

// responseFile parses each line of a file as a command line of its own.
func (p *parser) responseFile(name string) *Error {
	content, err := os.ReadFile(name)
	if err != nil {
		return wrong("@", "the response file %s can't be read: %v", name, reason(err))
	}
	for number, line := range strings.Split(strings.TrimPrefix(string(content), "\ufeff"), "\n") {
		place := fmt.Sprintf("%s:%d", name, number+1)
		args, err := splitLine(strings.TrimSuffix(line, "\r"))
		if err == nil {
			err = asError(p.parse(args, place))
		}
		if err != nil {
			err.Place = place
			return err
		}
	}
	return nil
}

func asError(err error) *Error {
	if err == nil {
		return nil
	}
	return err.(*Error)
}
