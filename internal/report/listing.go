package report

import (
	"bufio"
	"fmt"
)

// Listing is the console of a run that only lists (/L). Each object that would be moved has a line with its size in
// bytes, right-aligned in 15 columns, two blanks, and its source and destination:
//
//	1024  C:\data\a.txt => https://myaccount.blob.core.windows.net/mycontainer/a.txt
//
// so that a script can add up the first field. Behind them stands the line that is the classic AzCopy's progress, and its
// summary of a listing, which counts what would be moved.
type Listing struct {
	*Console
	lines *bufio.Writer
}

// NewListing returns the handler that prints a listing to the console.
func NewListing(c *Console) *Listing { return &Listing{c, bufio.NewWriterSize(c.out, 64<<10)} }

// Finished prints a line for a listed object, and leaves any other to the console.
func (l *Listing) Finished(t Transfer) error {
	if t.Outcome != Listed {
		return l.Console.Finished(t)
	}
	_, err := fmt.Fprintf(l.lines, "%15d  %s => %s\n", t.Size, Printable(t.Source), Printable(t.Dest))
	return err
}

// Progress writes the lines gathered so far.
func (l *Listing) Progress(Progress) error { return l.lines.Flush() }

// Summary ends the listing.
func (l *Listing) Summary(s Summary) error {
	if err := l.lines.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(l.out, "Listed: %d file(s)\n%s", s.Succeeded, s.block())
	return err
}

// listingBlock is the summary of a listing: the two lines that version 7.3 printed, and behind them what is new.
func (s Summary) listingBlock() string {
	block := fmt.Sprintf(`Total files listed: %d
Elapsed time:       %s
Total size:         %s
`, s.Succeeded, formatElapsed(s.Elapsed), bothSizes(s.Bytes))
	if s.Skipped > 0 {
		block += fmt.Sprintf("Would be skipped:   %d\n", s.Skipped)
	}
	if s.Failed > 0 {
		block += fmt.Sprintf("Would fail:         %d\n", s.Failed)
	}
	return block
}

// bothSizes returns a size in a readable unit, and in bytes as well where the unit is another.
func bothSizes(bytes int64) string {
	size := FormatSize(bytes)
	if bytes < 1024 {
		return size
	}
	return fmt.Sprintf("%s (%d bytes)", size, bytes)
}
