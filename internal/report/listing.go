package report

import (
	"fmt"
	"strings"
)

// Listing is the console of a run that only lists (/L). Each object that would be moved has a line with its size in
// bytes, right-aligned in 15 columns, two blanks, and its source and destination:
//
//	1024  C:\data\a.txt => https://myaccount.blob.core.windows.net/mycontainer/a.txt
//
// so that a script can add up the first field. After them come the line that is the classic AzCopy's progress, and its
// summary of a listing, which counts what would be moved.
type Listing struct {
	*Console
	lines strings.Builder // not printed yet
}

// NewListing returns the handler that prints a listing where the console prints.
func NewListing(c *Console) *Listing { return &Listing{Console: c} }

// Handle prints a line for a listed object, and leaves what is the same in any run to the console.
func (l *Listing) Handle(e Event) error {
	switch e := e.(type) {
	case Finished:
		if e.Outcome == Listed {
			return l.listed(e)
		}
	case Progress:
		return l.flush()
	case Summary:
		fmt.Fprintf(&l.lines, "Listed: %d file(s)\n%s", e.Succeeded, e.block())
		return l.flush()
	}
	return l.Console.Handle(e)
}

// listed adds an object's line, to be printed with others, since a listing may have millions.
func (l *Listing) listed(f Finished) error {
	const enough = 64 << 10 // bytes
	fmt.Fprintf(&l.lines, "%15d  %s => %s\n", f.Size, Printable(f.Source), Printable(f.Dest))
	if l.lines.Len() < enough {
		return nil
	}
	return l.flush()
}

func (l *Listing) flush() error {
	if l.lines.Len() == 0 {
		return nil
	}
	text := l.lines.String()
	l.lines.Reset()
	return l.screen.Print(text)
}
