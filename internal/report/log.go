package report

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

// logStamp is the format of the time at the start of a log line.
const logStamp = "[2006/01/02 15:04:05.000-07:00]"

// The log is written when it has buffered this many bytes, or has held a line for this long, whichever comes first: somebody
// who watches it sees the lines soon, and millions of lines cost few system calls.
const (
	logBuffer = 64 << 10
	logDelay  = time.Second
)

// Log writes the verbose log of a run: a line for each event, with the time to the millisecond. The lines that scripts look
// for keep the form of the classic AzCopy: "Finished transfer: <source> => <destination>".
//
// Each write holds complete lines, so that runs that append to the same file do not split each other's. After a write error
// nothing more is written, and Handle returns that error.
type Log struct {
	w    io.Writer
	now  func() time.Time
	buf  bytes.Buffer
	held time.Time // the time of the first line in buf
	err  error
}

var _ Handler = (*Log)(nil)

// NewLog returns a log that writes to w.
func NewLog(w io.Writer, now func() time.Time) *Log { return &Log{w: w, now: now} }

// Handle adds the lines of an event, if it has any.
func (l *Log) Handle(e Event) error {
	switch e := e.(type) {
	case Session:
		return l.session(e)
	case Moving:
		return l.verbose(e.text())
	case Finished:
		if e.Outcome == Failed {
			return l.line("[ERROR]", e.cause())
		}
		return l.verbose(e.text())
	case Progress:
		return l.flushInTime()
	case Warning:
		return l.line("[WARNING]", Printable(e.Text))
	case Summary:
		return l.summary(e)
	case Failure:
		return l.line("[ERROR]", Printable(e.text()))
	}
	return l.err
}

// session writes the heading of a session at once.
func (l *Log) session(s Session) error {
	if err := l.line("", ">>>>>>>>>>>>>>>>"); err != nil {
		return err
	}
	if err := l.verbose(s.Version + " : " + s.CommandLine); err != nil {
		return err
	}
	return l.Flush()
}

func (l *Log) verbose(text string) error { return l.line("[VERBOSE]", Printable(text)) }

// flushInTime writes lines that have been held for logDelay. A run reports its progress more often than that.
func (l *Log) flushInTime() error {
	if l.buf.Len() > 0 && l.now().Sub(l.held) >= logDelay {
		return l.Flush()
	}
	return l.err
}

// summary writes the summary, in the form of the console.
func (l *Log) summary(s Summary) error {
	if err := l.stamped(func() { l.buf.WriteString(" " + s.block()) }); err != nil {
		return err
	}
	return l.Flush()
}

// line adds a line. The text must be printable.
func (l *Log) line(level, text string) error {
	return l.stamped(func() {
		l.buf.WriteString(level)
		l.buf.WriteByte(' ')
		l.buf.WriteString(text)
		l.buf.WriteByte('\n')
	})
}

// stamped adds the time, and then calls write to add the rest.
func (l *Log) stamped(write func()) error {
	if l.err != nil {
		return l.err
	}
	now := l.now()
	if l.buf.Len() == 0 {
		l.held = now
	}
	l.buf.Write(now.AppendFormat(l.buf.AvailableBuffer(), logStamp))
	write()
	if l.buf.Len() >= logBuffer {
		return l.Flush()
	}
	return nil
}

// Flush writes the lines that are held.
func (l *Log) Flush() error {
	if l.err != nil || l.buf.Len() == 0 {
		return l.err
	}
	if _, err := l.w.Write(l.buf.Bytes()); err != nil {
		l.err = fmt.Errorf("write the verbose log: %w", err)
	}
	l.buf.Reset()
	return l.err
}
