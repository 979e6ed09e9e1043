package report

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"azcopy/internal/storage"
)

// logStamp is the form of the time at the head of the log's lines.
const logStamp = "[2006/01/02 15:04:05.000-07:00]"

// The log is written when this many bytes have been gathered, or the first of them this long ago, whichever comes first:
// a log that someone watches is never far behind, and one of millions of lines costs few system calls.
const (
	logBuffer = 64 << 10
	logDelay  = time.Second
)

// Log writes the verbose log of a run: a line for each event, with the time to the millisecond. The lines that scripts look
// for keep the form that AzCopy always had: "Finished transfer: <source> => <destination>".
//
// Each write holds whole lines, so that runs which append to one file do not tear each other's. After an error of the
// writer nothing more is written, and every method returns that error.
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

// Begin writes the head of a session at once: the version, and the command line, in which secrets must be masked.
func (l *Log) Begin(version, commandLine string) error {
	if err := l.line("", ">>>>>>>>>>>>>>>>"); err != nil {
		return err
	}
	if err := l.verbose(version + " : " + commandLine); err != nil {
		return err
	}
	return l.Flush()
}

// Started writes nothing: the command line in the head of the session says it all.
func (l *Log) Started(Job) error { return nil }

// Moving writes that an object's transfer begins.
func (l *Log) Moving(t Transfer) error {
	return l.verbose("Start transfer: " + t.Source + " => " + t.Dest)
}

// Finished writes how an object ended.
func (l *Log) Finished(t Transfer) error {
	switch t.Outcome {
	case Succeeded:
		return l.verbose("Finished transfer: " + t.Source + " => " + t.Dest)
	case Listed:
		return l.verbose("Would transfer: " + t.Source + " => " + t.Dest)
	case Excluded:
		return l.verbose(`Excluded file "` + t.Source + `": ` + t.Err.Error())
	case Skipped:
		if storage.KindOf(t.Err) == storage.NotRegular {
			return l.verbose(`Skipped file "` + t.Source + `": ` + t.Err.Error())
		}
		return l.verbose(`Skipped file "` + t.Source + `" because target "` + t.Dest + `" already exists.`)
	}
	return l.line("[ERROR]", Printable(t.Source)+": "+Message(t.Err))
}

func (l *Log) verbose(text string) error { return l.Line("VERBOSE", text) }

// Line adds one line with a level (ERROR, WARNING or VERBOSE), whatever is in the text.
func (l *Log) Line(level, text string) error { return l.line("["+level+"]", Printable(text)) }

// Warning writes a line.
func (l *Log) Warning(text string) error { return l.Line("WARNING", text) }

// Progress writes lines that have been held for long enough. A run reports its progress more often than that.
func (l *Log) Progress(Progress) error {
	if l.buf.Len() > 0 && l.now().Sub(l.held) >= logDelay {
		return l.Flush()
	}
	return l.err
}

// Summary writes the summary, as it stands on the console.
func (l *Log) Summary(s Summary) error {
	if err := l.stamped(func() { l.buf.WriteString(" " + s.block()) }); err != nil {
		return err
	}
	return l.Flush()
}

// line adds a text that may be printed as it is.
func (l *Log) line(level, text string) error {
	return l.stamped(func() {
		l.buf.WriteString(level)
		l.buf.WriteByte(' ')
		l.buf.WriteString(text)
		l.buf.WriteByte('\n')
	})
}

// stamped adds the time, and then what write adds.
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

// Flush writes what is held.
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
