package report

import (
	"fmt"
	"strings"
	"time"

	"azcopy/internal/storage"
)

// Scripts know the texts in this file from the classic AzCopy. They must stay the same to the letter.

// NoAnswer is the message when there is nobody to answer a question.
const NoAnswer = "No input is received when user needed to make a choice among several given options."

// OverwriteQuestion returns the question whether an object at the destination may be replaced.
func OverwriteQuestion(source, dest string) string {
	return fmt.Sprintf("Overwrite %s with %s? (Yes/No/All) ", Printable(dest), Printable(source))
}

// OtherCommandLineFound returns the warnings about a journal of another command line, which shown is, with the journal's path
// and folder.
func OtherCommandLineFound(shown, path, folder string) []Warning {
	return []Warning{
		{OtherCommandLine, path, fmt.Sprintf("The command line \"%s\" in the journal file \"%s\" is different from your input.", shown, path)},
		{OtherCommandLine, folder, fmt.Sprintf("Incomplete operation with different command line detected at the journal directory \"%s\".", folder)},
	}
}

// SameCommandLineFound returns the notice about a journal of the same command line.
func SameCommandLineFound(folder string) Notice {
	return Notice{Resuming, fmt.Sprintf(
		"Incomplete operation with same command line detected at the journal directory \"%s\", AzCopy will start to resume.", folder)}
}

// text returns the line of the verbose log.
func (m Moving) text() string { return "Start transfer: " + m.Source + " => " + m.Dest }

// text returns the line of the verbose log for an object that has not failed.
func (f Finished) text() string {
	switch {
	case f.Outcome == Succeeded:
		return "Finished transfer: " + f.Source + " => " + f.Dest
	case f.Outcome == Listed:
		return "Would transfer: " + f.Source + " => " + f.Dest
	case f.Outcome == Excluded:
		return `Excluded file "` + f.Source + `": ` + f.Err.Error()
	case f.notRegular():
		return `Skipped file "` + f.Source + `": ` + f.Err.Error()
	}
	return `Skipped file "` + f.Source + `" because target "` + f.Dest + `" already exists.`
}

// notRegular reports whether the object was skipped because it is not a regular file, although nobody asked for that.
func (f Finished) notRegular() bool {
	return f.Outcome == Skipped && storage.KindOf(f.Err) == storage.NotRegular
}

// cause returns the message for an object that failed. It is printable.
func (f Finished) cause() string { return Printable(f.Source) + ": " + Message(f.Err) }

// text returns the message, on one line.
func (f Failure) text() string {
	text := Line(f.Err)
	end := map[string]string{"Source": "source", "Dest": "destination"}[f.Option]
	switch {
	case f.Cancelled:
		return "The transfer has been cancelled."
	case end != "":
		return fmt.Sprintf(`Error parsing %s location: %s For more details, please type "AzCopy /?:%s".`, end, Sentence(text), f.Option)
	}
	return text
}

// text returns the progress line for a terminal: the line that scripts know, then the bytes and the rate.
func (p Progress) text() string {
	line := progressLine(p.Finished, p.Total)
	if seconds := p.Elapsed.Seconds(); seconds >= 1 {
		line += fmt.Sprintf(" %s, %s/s", formatSize(p.Bytes), formatSize(int64(float64(p.Bytes)/seconds)))
	}
	return line
}

func progressLine(finished, total int64) string {
	return fmt.Sprintf("Finished %d of total %d file(s).", finished, total)
}

// block returns the summary, without the time in front of it.
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

// listingBlock returns the summary of a listing: the two lines of version 7.3, and then the new ones.
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

// formatElapsed returns days.hours:minutes:seconds, each with at least two digits.
func formatElapsed(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%02d.%02d:%02d:%02d", s/86400, s/3600%24, s/60%60, s%60)
}

// formatSize returns a size with at most two decimals, in the largest power of 1024 in which it is at least one.
func formatSize(bytes int64) string {
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

// bothSizes returns a size in a readable unit, followed by the bytes if that is another unit.
func bothSizes(bytes int64) string {
	size := formatSize(bytes)
	if bytes < 1024 {
		return size
	}
	return fmt.Sprintf("%s (%d bytes)", size, bytes)
}

// Sentence ends a text with a full stop, unless it is a question.
func Sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
