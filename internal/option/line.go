package option

import (
	"errors"
	"io/fs"
	"strings"
)

// splitLine splits a line of a response file into arguments, as a command line is: at blanks that stand outside double
// quotes. Two double quotes inside a quoted part are one. A line that begins with # is a comment.
func splitLine(line string) ([]string, *Error) {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil, nil
	}
	var args []string
	var arg strings.Builder
	quoted, begun := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			arg.WriteByte(c)
			i++
		case c == '"':
			quoted, begun = !quoted, true
		case !quoted && (c == ' ' || c == '\t'):
			if begun {
				args = append(args, arg.String())
			}
			arg.Reset()
			begun = false
		default:
			arg.WriteByte(c)
			begun = true
		}
	}
	if quoted {
		return nil, wrong("@", "a double quote is not closed; a parameter can't span lines")
	}
	if begun {
		args = append(args, arg.String())
	}
	return args, nil
}

// reason drops the operation and path that package os adds to its errors.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
