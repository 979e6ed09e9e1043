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
// so that a script can add up the first field. After them come the progress line of the classic AzCopy and its summary of a
// listing, which counts the objects that would be moved.
type Listing struct {
	*Console
	lines strings.Builder // not yet printed
}

// NewListing returns the handler that prints a listing to the console.
func NewListing(c *Console) *Listing { return &Listing{Console: c} }

// Handle prints the lines of listed objects and the summary. It leaves all other events but progress to the console.
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

// listed buffers an object's line, since a listing may have millions.
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
