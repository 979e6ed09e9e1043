package option

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"azcopy/internal/textfile"
)

// maxResponseFile bounds the size of a response file: a larger file was not meant to be one.
const maxResponseFile = 1 << 20

// responseFile parses each line of a file like a command line.
func (p *parser) responseFile(name string) *Error {
	content, err := readResponseFile(name)
	if err != nil {
		return wrong("@", "the response file %s can't be read: %v", masked(name), err)
	}
	return p.lines(name, content)
}

func readResponseFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", reason(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxResponseFile+1))
	switch {
	case err != nil:
		return "", reason(err)
	case len(content) > maxResponseFile:
		return "", errors.New("it is larger than 1 MiB")
	}
	return textfile.Decode(content)
}

// reason drops the operation and path that package os adds to its errors.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

func (p *parser) lines(name, content string) *Error {
	number := 0
	for line := range strings.Lines(content) {
		number++
		args, err := splitLine(strings.TrimRight(line, "\r\n"))
		if err != nil {
			err.Long = p.long
		} else {
			err = p.parse(args, fmt.Sprintf("%s:%d", name, number))
		}
		if err != nil {
			err.Place = fmt.Sprintf("%s:%d", name, number)
			return err
		}
	}
	return nil
}

// splitLine splits a line of a response file into arguments like a command line: at blanks outside double quotes. Two double
// quotes inside a quoted part are one. A line that starts with # is a comment.
func splitLine(line string) ([]string, *Error) {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil, nil
	}
	var args []string
	var arg strings.Builder
	quoted, started := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			arg.WriteByte(c)
			i++
		case c == '"':
			quoted, started = !quoted, true
		case !quoted && (c == ' ' || c == '\t'):
			if started {
				args = append(args, arg.String())
			}
			arg.Reset()
			started = false
		default:
			arg.WriteByte(c)
			started = true
		}
	}
	if quoted {
		return nil, wrong("@", "a double quote is not closed; a parameter can't span lines")
	}
	if started {
		args = append(args, arg.String())
	}
	return args, nil
}
