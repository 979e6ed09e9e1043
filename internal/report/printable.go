package report

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// lined is an error whose text spans lines by design: Error returns Lines joined by line feeds.
type lined interface {
	error
	Lines() []string
}

// joined is an error that wraps several, as errors.Join returns. Its text is theirs, joined by line feeds.
type joined interface {
	error
	Unwrap() []error
}

// Message returns an error's text for printing. It keeps only the line feeds of an error that has lines by design; any other
// came with a name or from a service, and is replaced as Printable does.
func Message(err error) string {
	inner, ok := errors.AsType[lined](err)
	if !ok {
		return Line(err)
	}
	before, after, ok := strings.Cut(err.Error(), inner.Error())
	if !ok {
		return Line(err)
	}
	lines := inner.Lines()
	for i := range lines {
		lines[i] = Printable(lines[i])
	}
	return Printable(before) + strings.Join(lines, "\n") + Printable(after)
}

// Line returns an error's text on one line, as Printable does. It drops repeated texts of joined errors.
func Line(err error) string {
	text := err.Error()
	inner, ok := errors.AsType[joined](err)
	if !ok {
		return Printable(text)
	}
	var all, distinct []string
	for _, one := range inner.Unwrap() {
		all = append(all, one.Error())
		if line := Line(one); !slices.Contains(distinct, line) {
			distinct = append(distinct, line)
		}
	}
	before, after, ok := strings.Cut(text, strings.Join(all, "\n"))
	if !ok { // the error joins them in another way
		return Printable(text)
	}
	for i := range len(distinct) - 1 { // no full stop before a semicolon
		distinct[i] = strings.TrimSuffix(distinct[i], ".")
	}
	return Printable(before) + strings.Join(distinct, "; ") + Printable(after)
}

// Printable returns text on one line, with control and format characters replaced: a hostile name must not move the
// cursor, forge a line, or show its letters in another order than they have.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if isPrintable(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// isPrintable reports whether a character may be printed as it is. Two kinds of format characters (Cf) may, because names
// need them: the joiners, without which words in Persian and in Indic languages, and many emoji, are misspelt, and the
// visible marks that enclose the digits after them. Neither changes the order of what is shown.
func isPrintable(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	switch {
	case unicode.IsPrint(r): // nearly always, and quick to decide
		return true
	case r == nonJoiner, r == joiner, unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return true
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
