package option

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// A path that does not exist becomes a folder of that name, without a question. So a text that is hardly meant as a path is
// refused, unless its first segment is a dot. The errors don't repeat it: it may be a URL with a secret in it.

// asWritten says how to write such a path if it is meant.
const asWritten = "; to name such a path, start it with ./ or, from the root, with /./"

var (
	// literal matches a path that is accepted as it is.
	literal = regexp.MustCompile(`^(?:[A-Za-z]:)?[/\\]?\.[/\\]`)
	// urlPattern matches a URL, and urlInside one with something before it.
	urlPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)
	urlInside  = regexp.MustCompile(`(?i)^.+?(?:https?|emulator)://`)
	// almostScheme matches the beginning of a URL that lacks its colon or slashes, or has other characters in their place.
	almostScheme = regexp.MustCompile(`(?i)^(?:https?|emulator)(?:[;：]|:.|[/\\⁄∕／]{2})`)
	// connectionString matches what the Azure portal shows for a whole account, usually with its key.
	connectionString = regexp.MustCompile(`(?i)(?:^|;)(?:DefaultEndpointsProtocol|AccountKey|SharedAccessSignature|[a-z]+Endpoint|UseDevelopmentStorage)=`)
	// hostWithPort matches the beginning of a URL without its scheme.
	hostWithPort = regexp.MustCompile(`^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):[0-9]+/`)
	// tilde and variable match what a shell replaces, but only outside quotes and at the beginning of an argument.
	tilde    = regexp.MustCompile(`^~(?:[/\\]|$)`)
	variable = regexp.MustCompile(`%[A-Za-z_]{3,}[0-9]*(?:\(x86\))?%` +
		`|(?:^|[/\\])\$(?:(?i:env):\w+|\{[^}/\\]+\}|\([^)/\\]*\)|[A-Z_][A-Z0-9_]*)(?:[/\\]|$)|^\$[A-Za-z_]\w*[/\\]` +
		"|(?:^|[/\\\\])`[^`]+`[/\\\\]")
)

// checked makes an option refuse the values that a check refuses.
func checked(o Option, check func(string) error) Option {
	set := o.set
	o.set = func(options *Options, v string) error {
		if err := check(v); err != nil {
			return err
		}
		return set(options, v)
	}
	return o
}

// checkLocation refuses a value that is hardly meant as a path or a URL.
func checkLocation(v string) error {
	if urlPattern.MatchString(v) {
		return checkURL(v)
	}
	return CheckPath(v)
}

// CheckPath refuses a text that is hardly meant as a path, and says what was probably meant.
func CheckPath(path string) error {
	if path == "" || literal.MatchString(path) {
		return nil
	}
	if err := checkAlmostURL(path); err != nil {
		return err
	}
	first, _ := utf8.DecodeRuneInString(path)
	last, _ := utf8.DecodeLastRuneInString(path)
	switch {
	case urlPattern.MatchString(path):
		return errors.New("it is a URL, but must be a path" + asWritten)
	case tilde.MatchString(path):
		return errors.New("the shell has not replaced ~ by the home folder; write that folder itself" + asWritten)
	case variable.MatchString(path):
		return errors.New("the shell has not replaced the variable or command in the path; write its value" + asWritten)
	case opens(first) && closes(last):
		return fmt.Errorf("the path is between %#U and %#U, which are not quotes on a command line; leave them out"+asWritten, first, last)
	case invisible(first):
		return fmt.Errorf("the path starts with %#U; leave it out"+asWritten, first)
	case invisible(last):
		return fmt.Errorf("the path ends with %#U; leave it out"+asWritten, last)
	}
	return nil
}

// checkAlmostURL refuses a path that is a URL except for its beginning.
func checkAlmostURL(path string) error {
	switch {
	case connectionString.MatchString(path):
		return errors.New("it is a connection string; give the URL of the container, and the key or SAS with an option or in the environment" + asWritten)
	case urlInside.MatchString(path):
		first, _ := utf8.DecodeRuneInString(path)
		return fmt.Errorf("before the URL is %#U; a URL starts with https://, http:// or emulator://"+asWritten, first)
	case almostScheme.MatchString(path):
		return errors.New("the URL has to start with https://, http:// or emulator://, with two slashes" + asWritten)
	case namesCloudHost(path):
		return errors.New("it starts with the host of a storage account, without https:// before it" + asWritten)
	case hostWithPort.MatchString(path):
		return errors.New("it starts with a host with a port, without http:// before it" + asWritten)
	}
	return nil
}

// namesCloudHost reports whether a path starts with the host of an account, or with one that lacks the account. On Windows
// file shares are mounted under the name of their host, as \\account.file.core.windows.net\share.
func namesCloudHost(path string) bool {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "https:"), "http:")
	first := strings.TrimLeft(path, `/\`)
	if i := strings.IndexAny(first, `/\?`); i >= 0 {
		first = first[:i]
	}
	mounted := strings.HasPrefix(path, `\\`) && strings.Contains(strings.ToLower(first), ".file.")
	return (storage.IsCloudHost(first) || storage.IsCloudHost("account."+first)) && !mounted
}

// checkURL refuses a URL with characters that were copied along by accident, and would name another place.
func checkURL(location string) error {
	base, _, _ := strings.Cut(location, "?")
	host, _, _ := strings.Cut(base[strings.Index(base, "://")+3:], "/")
	last, _ := utf8.DecodeLastRuneInString(location)
	if i := strings.IndexFunc(base, zeroWidth); i >= 0 {
		odd, _ := utf8.DecodeRuneInString(base[i:])
		return fmt.Errorf("the URL has %#U in it; leave it out, or percent-encode it if the name really has it", odd)
	}
	if i := strings.IndexFunc(host, func(r rune) bool { return r > unicode.MaxASCII }); i >= 0 {
		odd, _ := utf8.DecodeRuneInString(host[i:])
		return fmt.Errorf("the URL has %#U in its host; leave it out, or write the host with ASCII characters", odd)
	}
	if invisible(last) || closes(last) && last != '\'' && last != '`' {
		return fmt.Errorf("the URL ends with %#U; leave it out, or percent-encode it if the name really has it", last)
	}
	return nil
}

// zeroWidth reports whether a character is invisible, or looks like a blank but is not one: those that are copied along from
// a document or a chat, but not the joiners that some scripts need.
func zeroWidth(r rune) bool {
	const joiner, nonJoiner = '\u200d', '\u200c'
	return r != ' ' && r != joiner && r != nonJoiner && invisible(r)
}

// invisible reports whether a character is some kind of blank or has no shape.
func invisible(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

func opens(r rune) bool  { return strings.ContainsRune("'`‘‚‛“„‟«»‹<", r) }
func closes(r rune) bool { return strings.ContainsRune("'`´’‘”“»«›>", r) }
