package option

import (
	"fmt"
	"regexp"
	"strings"
)

// Error is a wrong command line. Its text is one line with a pointer to the help, in the spelling that was used, and never
// repeats a value that may be a secret.
type Error struct {
	// Place is the response file and line, as file:line; empty for the command line itself.
	Place string
	// Option is the classic name of the option that the hint is for, empty for none.
	Option string
	// Long is whether the command line is in the long spelling.
	Long bool

	// text is a format for args. It names options in the classic spelling; args hold what the user wrote.
	text string
	args []any
}

func wrong(option, text string, args ...any) *Error {
	return &Error{Option: option, text: text, args: args}
}

func (e *Error) Error() string {
	text, hint := e.text, "AzCopy /?"
	if e.Long {
		text, hint = inLong(text), "azcopy --help"
	}
	if row, ok := byName(e.Option); ok {
		hint += ":" + row.Name
		if e.Long {
			hint = "azcopy --help " + row.Long
		}
	}
	what := text
	if len(e.args) > 0 {
		what = fmt.Sprintf(text, e.args...)
	}
	if !strings.HasSuffix(what, "?") && !strings.HasSuffix(what, ".") {
		what += "."
	}
	if e.Place != "" {
		what = e.Place + ": " + what
	}
	return fmt.Sprintf(`%s For more details, please type "%s".`, what, hint)
}

var classicName = regexp.MustCompile(`/[A-Za-z][A-Za-z0-9]*`)

// inLong replaces the options that a text names by their long spelling.
func inLong(text string) string {
	return classicName.ReplaceAllStringFunc(text, func(name string) string {
		if row, ok := byName(name[1:]); ok {
			return "--" + row.Long
		}
		return name
	})
}

// asError keeps a nil *Error from becoming a non-nil error.
func asError(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}
