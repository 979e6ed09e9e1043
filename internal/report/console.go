package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"azcopy/internal/storage"
)

// stamp is the form of the time at the head of console lines.
const stamp = "2006/01/02 15:04:05"

// Console prints a run as scripts expect it: progress and the transfer summary on one stream, a message for each failed
// object on the other. Unlike other handlers it may be used concurrently, since prompts share its screen.
type Console struct {
	mu        sync.Mutex
	out, errs io.Writer
	now       func() time.Time
	// live is whether out is a terminal, on which the progress line is rewritten in place.
	live   bool
	shown  int  // columns of the progress line on the screen
	asking bool // a question is on the screen and must not be overwritten
}

// NewConsole returns a handler that prints to out, and failures to errs. With live, out is a terminal.
func NewConsole(out, errs io.Writer, live bool, now func() time.Time) *Console {
	return &Console{out: out, errs: errs, live: live, now: now}
}

// Started prints nothing: scripts expect no such line.
func (c *Console) Started(Job) error { return nil }

// Moving prints nothing either.
func (c *Console) Moving(Transfer) error { return nil }

// Finished prints a message when the object failed, or when it was skipped without anyone having asked for that.
func (c *Console) Finished(t Transfer) error {
	level := "ERROR"
	switch {
	case t.Outcome == Skipped && storage.KindOf(t.Err) == storage.NotRegular:
		level = "WARNING"
	case t.Outcome != Failed:
		return nil
	}
	return c.Log(level, Printable(t.Source)+": "+Message(t.Err))
}

// Log prints a line with the time and a level, ERROR or WARNING.
func (c *Console) Log(level, text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.clear(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.errs, "[%s][%s] %s\n", c.now().Format(stamp), level, text)
	return err
}

// Warning prints a line.
func (c *Console) Warning(text string) error { return c.Log("WARNING", Printable(text)) }

// Tell prints a line as it is, without time and level, among the progress.
func (c *Console) Tell(text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.clear(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.out, Printable(text))
	return err
}

// Progress rewrites the progress line of a terminal; elsewhere there is none before the end.
func (c *Console) Progress(p Progress) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.live || c.asking {
		return nil
	}
	line := progressLine(p.Finished, p.Total)
	if seconds := p.Elapsed.Seconds(); seconds >= 1 {
		line += fmt.Sprintf(" %s, %s/s", FormatSize(p.Bytes), FormatSize(int64(float64(p.Bytes)/seconds)))
	}
	padding := strings.Repeat(" ", max(0, c.shown-len(line)))
	c.shown = len(line)
	_, err := fmt.Fprint(c.out, "\r", line, padding)
	return err
}

// Summary prints the last progress line and the summary, column by column as scripts parse it.
func (c *Console) Summary(s Summary) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.clear(); err != nil {
		return err
	}
	_, err := fmt.Fprint(c.out, progressLine(s.Total(), s.Total()), "\n[", c.now().Format(stamp), "] ", s.block())
	return err
}

// block is the summary as scripts parse it, without the time before it.
func (s Summary) block() string {
	if s.ListOnly {
		return s.listingBlock()
	}
	return fmt.Sprintf(`Transfer summary:
-----------------
Total files transferred: %d
Transfer successfully:   %d
Transfer skipped:        %d
Transfer failed:         %d
Elapsed time:            %s
`, s.Total(), s.Succeeded, s.Skipped, s.Failed, formatElapsed(s.Elapsed))
}

// Ask shows a question and keeps progress off the screen until Answered.
func (c *Console) Ask(question string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.clear(); err != nil {
		return err
	}
	c.asking = true
	_, err := fmt.Fprint(c.out, question)
	return err
}

// Answered ends the question that Ask showed.
func (c *Console) Answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asking = false
}

// Abandoned ends the question that Ask showed when no answer will come. What is printed next begins on a new line.
func (c *Console) Abandoned() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asking = false
	// If the terminal can't be written to, the next thing that is printed reports it.
	_, _ = fmt.Fprintln(c.out)
}

// clear removes the progress line, so that another line can stand in its place.
func (c *Console) clear() error {
	if c.shown == 0 {
		return nil
	}
	_, err := fmt.Fprint(c.out, "\r", strings.Repeat(" ", c.shown), "\r")
	c.shown = 0
	return err
}

func progressLine(finished, total int64) string {
	return fmt.Sprintf("Finished %d of total %d file(s).", finished, total)
}

// formatElapsed returns days.hours:minutes:seconds, each of two digits at least.
func formatElapsed(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%02d.%02d:%02d:%02d", s/86400, s/3600%24, s/60%60, s%60)
}

// FormatSize returns a size with at most two decimals, in the largest unit of 1024 that leaves at least one.
func FormatSize(bytes int64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	value, unit := float64(bytes)/1024, 0
	units := []string{"KB", "MB", "GB", "TB"}
	for value >= 1024 && unit < len(units)-1 {
		value /= 1024
		unit++
	}
	text := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", value), "0"), ".")
	return text + units[unit]
}

// lined is an error whose text spans lines by design: Error returns Lines joined by line feeds.
type lined interface {
	error
	Lines() []string
}

// joined is an error of several, such as errors.Join returns: then its text is theirs, joined by line feeds.
type joined interface {
	error
	Unwrap() []error
}

// Message returns an error's text to be printed. Only the line feeds of an error that has lines by design are kept; any
// other came with a name or from a service, and is replaced as by Printable.
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

// Line returns an error's text on one line, as by Printable. Of errors that were joined, what several of them say is said
// once.
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
	if !ok { // they were put together in another way
		return Printable(text)
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
