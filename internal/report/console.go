package report

import (
	"fmt"
	"time"
)

// Console prints a run as scripts expect it: progress and the transfer summary on one stream, and a message for each failed
// object on the other.
type Console struct {
	screen *Screen
	now    func() time.Time
}

var _ Handler = (*Console)(nil)

// NewConsole returns a handler that prints to the screen.
func NewConsole(screen *Screen, now func() time.Time) *Console {
	return &Console{screen: screen, now: now}
}

// Handle prints the lines of an event. Events for which scripts expect no line print none.
func (c *Console) Handle(e Event) error {
	switch e := e.(type) {
	case Finished:
		return c.finished(e)
	case Progress:
		return c.screen.ShowProgress(e.text())
	case Warning:
		return c.line("WARNING", Printable(e.Text))
	case Notice:
		return c.screen.Print(Printable(e.Text) + "\n")
	case Summary:
		return c.screen.Print(progressLine(e.Total(), e.Total()) + "\n" + c.stamp() + " " + e.block())
	case Failure:
		return c.line("ERROR", e.text())
	}
	return nil
}

// finished prints a message when the object failed, or was skipped although nobody asked for that.
func (c *Console) finished(f Finished) error {
	switch {
	case f.Outcome == Failed:
		return c.line("ERROR", f.cause())
	case f.notRegular():
		return c.line("WARNING", f.cause())
	}
	return nil
}

// line prints a line with the time and a level to the stream for errors. The text must be printable.
func (c *Console) line(level, text string) error {
	return c.screen.PrintError(fmt.Sprintf("%s[%s] %s\n", c.stamp(), level, text))
}

// stamp returns the time for the start of a line.
func (c *Console) stamp() string { return c.now().Format("[2006/01/02 15:04:05]") }
