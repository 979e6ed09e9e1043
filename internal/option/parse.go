package option

import (
	"slices"
	"strings"
	"unicode"
)

// Request is what a command line asks for.
type Request int

// The requests. A command line that asks for help is not validated further.
const (
	Run      Request = iota
	Usage            // no arguments: the short help
	Help             // /? or --help: the whole help
	HelpFor          // /?:Name or --help name
	Samples          // /?:Samples or --help sample
	Version          // --version
	Emulator         // /?:emulator or --help emulator: the help of that command, which has options of its own
)

// Command is a parsed command line.
type Command struct {
	Request Request
	// Topic is the option that HelpFor asks about.
	Topic   Option
	Options Options
	// ResponseFiles are the paths of the response files that were read.
	ResponseFiles []string
	// Long is whether the first option is in the long spelling, so that messages can be as well.
	Long bool
}

// Parse parses the arguments that follow the program's name and validates them. Where they have no secret for an end that
// could use one, it takes it from the environment: AZCOPY_SOURCE_KEY, AZCOPY_SOURCE_SAS, AZCOPY_DEST_KEY or AZCOPY_DEST_SAS.
// It reads response files and touches nothing else. Errors are of type *Error.
func Parse(args []string, getenv func(string) string) (Command, error) {
	if len(args) == 0 {
		return Command{Request: Usage}, nil
	}
	if strings.EqualFold(args[0], "help") { // as in other programs
		args = append([]string{"--help"}, args[1:]...)
	}
	p := parser{given: map[string]bool{}, long: strings.HasPrefix(args[0], "--")}
	err := p.parse(args, "")
	if err == nil && p.command.Request == Run {
		if err = p.command.Options.complete(getenv); err != nil {
			err.Long = p.long
		}
	}
	if err != nil {
		return Command{}, err
	}
	p.command.Long = p.long
	return p.command, nil
}

type parser struct {
	given   map[string]bool // by Option.Name
	long    bool            // as Command.Long
	command Command
}

// parse parses the arguments of the command line, or of one line of a response file, which place names.
func (p *parser) parse(args []string, place string) *Error {
	for i := 0; i < len(args); {
		used, err := p.next(args[i:], i+1, place)
		if err != nil {
			if err.Place == "" {
				_, begins := split(args[i])
				err.Place, err.Long = place, strings.HasPrefix(args[i], "--") || !begins && p.long
			}
			return err
		}
		i += used
	}
	return nil
}

// next parses the first option, at a position counted from 1, and returns how many arguments that took.
func (p *parser) next(args []string, position int, place string) (int, *Error) {
	a, ok := split(args[0])
	if !ok {
		if v, ok := findVerb(args[0]); ok && position == 1 && place == "" {
			p.long = slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "--") })
			return 0, v.say(args[0], args[1:], p.long)
		}
		return 0, p.stray(args[0], position, place)
	}
	if isHelp(a) {
		return len(args), p.help(a, args[1:])
	}
	row, ok := lookup(a)
	if !ok {
		if a, ok = missingColon(a); !ok {
			return 0, unknown(a, position)
		}
		row, _ = lookup(a)
	}
	used := 1
	if a.long() && !a.hasValue && row.Arity != NoValue && len(args) > 1 && isValue(args[1], row) {
		a.value, a.hasValue, used = unquote(args[1]), true, 2
	}
	return used, p.apply(row, a, place)
}

// apply sets what the option says. Giving an option twice is an error even with the same value: one of them is probably a
// slip.
func (p *parser) apply(row Option, a argument, place string) *Error {
	written := a.prefix + a.name
	switch {
	case row.Arity == NoValue && a.hasValue:
		return noValue(row, written, a.separator()+a.value)
	case row.Arity == OneValue && a.value == "":
		return wrong(row.Name, "%s needs a value, as in %s", written, row.form(a.long()))
	case strings.ContainsFunc(a.value, unicode.IsControl) && !row.secret:
		return wrong(row.Name, "the value of %s contains a control character, such as the end of a line", written)
	case isDrivePath(a.value) && strings.Contains(a.value, `"`):
		return wrong(row.Name,
			`the path of %s contains a double quote: write "C:\my folder" without a backslash before the closing quote`, written)
	case row.Name == "@" && place != "":
		return wrong(row.Name, "a response file can't name another response file")
	case row.Name == "@":
		p.command.ResponseFiles = append(p.command.ResponseFiles, a.value)
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

// isHelp reports whether an argument asks for help or for the version.
func isHelp(a argument) bool {
	switch strings.ToLower(a.name) {
	case "?", "h", "help", "version":
		return true
	}
	return false
}

// help finds the topic of the help: /?:Name or --help name.
func (p *parser) help(a argument, rest []string) *Error {
	topic := a.value
	if topic == "" && a.long() && len(rest) > 0 {
		topic = unquote(rest[0])
	}
	topic = strings.TrimLeft(topic, "/-")
	row, known := byEither(topic)
	switch {
	case strings.EqualFold(a.name, "version"):
		p.command.Request = Version
	case topic == "":
		p.command.Request = Help
	case strings.EqualFold(topic, "sample"), strings.EqualFold(topic, "samples"):
		p.command.Request = Samples
	case strings.EqualFold(topic, "emulator"):
		p.command.Request = Emulator
	case known:
		p.command.Request, p.command.Topic = HelpFor, row
	default:
		return unknownTopic(topic, a.long())
	}
	return nil
}
