package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

func fixedTime() time.Time { return time.Date(2016, 10, 7, 17, 37, 41, 0, time.UTC) }

func TestConsoleSummaryIsWhatScriptsParse(t *testing.T) {
	var out, errs strings.Builder
	c := NewConsole(&out, &errs, false, fixedTime)
	if err := c.Progress(Progress{Finished: 1, Total: 2}); err != nil {
		t.Fatal(err)
	}
	if err := c.Summary(Summary{Succeeded: 2, Elapsed: 13*time.Minute + 7*time.Second}); err != nil {
		t.Fatal(err)
	}
	const want = `Finished 2 of total 2 file(s).
[2016/10/07 17:37:41] Transfer summary:
-----------------
Total files transferred: 2
Transfer successfully:   2
Transfer skipped:        0
Transfer failed:         0
Elapsed time:            00.00:13:07
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}

func TestConsoleFailureIsOneLine(t *testing.T) {
	var out, errs strings.Builder
	c := NewConsole(&out, &errs, false, fixedTime)
	err := c.Finished(Transfer{Source: "evil\x1b[2Jname\n", Outcome: Failed, Err: errors.New("first\r\nsecond")})
	if err != nil {
		t.Fatal(err)
	}
	if want := "[2016/10/07 17:37:41][ERROR] evil\ufffd[2Jname\ufffd: first\ufffd\ufffdsecond\n"; errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
	if out.Len() > 0 {
		t.Errorf("printed %q among the progress", out.String())
	}
}

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ what, text, want string }{
		{"plain text", "a b/c.txt", "a b/c.txt"},
		{"letters and symbols of any script", "größe 日本 שלום مرحبا 🙂", "größe 日本 שלום مرحبا 🙂"},
		{"a combining accent and a variation selector", "e\u0301 \u2764\ufe0f", "e\u0301 \u2764\ufe0f"},
		{"blanks of any width, and letters for private use", "a\u00a0\u3000\ue000b", "a\u00a0\u3000\ue000b"},
		{"control characters", "a\x00\t\r\n\x1b\x7f\u0085b", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb"},
		{"separators of lines and paragraphs", "a\u2028\u2029b", "a\ufffd\ufffdb"},
		{"directional marks", "a\u061c\u200e\u200fb", "a\ufffd\ufffd\ufffdb"},
		{"directional embeddings and overrides", "a\u202a\u202b\u202c\u202d\u202eb", "a\ufffd\ufffd\ufffd\ufffd\ufffdb"},
		{"directional isolates", "a\u2066\u2067\u2068\u2069b", "a\ufffd\ufffd\ufffd\ufffdb"},
		{"what takes no room", "a\u00ad\u200b\u2060\ufeffb", "a\ufffd\ufffd\ufffd\ufffdb"},
		{"tags", "a\U000e0001\U000e0062b", "a\ufffd\ufffdb"},
		{"a non-joiner in Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"a joiner in an emoji", "👩\u200d🚀", "👩\u200d🚀"},
		{"an Arabic mark around digits", "\u0601\u0661\u0662", "\u0601\u0661\u0662"},
		{"bytes that are no UTF-8", "a\xffb", "a\ufffdb"},
	} {
		if got := Printable(tt.text); got != tt.want {
			t.Errorf("%s: %q is printed %q, want %q", tt.what, tt.text, got, tt.want)
		}
	}
}

// twoLines is a message that spans lines by design.
type twoLines struct{ name string }

func (e twoLines) Lines() []string { return []string{"first " + e.name, "second"} }
func (e twoLines) Error() string   { return strings.Join(e.Lines(), "\n") }

func TestMessageKeepsOnlyTheLinesOfItsDesign(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("a\nb"), "a\ufffdb"},
		{twoLines{"x"}, "first x\nsecond"},
		{twoLines{"x\n[ERROR] forged"}, "first x\ufffd[ERROR] forged\nsecond"},
		{fmt.Errorf("in\nfront: %w (behind\r\n)", twoLines{"x"}), "in\ufffdfront: first x\nsecond (behind\ufffd\ufffd)"},
		{fmt.Errorf("%w%.0w", errors.New("an\nother"), twoLines{"x"}), "an\ufffdother"},
	} {
		if got := Message(tt.err); got != tt.want {
			t.Errorf("%q is printed %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestJoinedErrorsAreOneLine(t *testing.T) {
	pipe, full := errors.New("broken pipe"), errors.New("disk\nfull")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.Join(pipe, full), "broken pipe; disk\ufffdfull"},
		{errors.Join(pipe, errors.New("broken pipe")), "broken pipe"},
		{errors.Join(errors.Join(pipe, full), nil), "broken pipe; disk\ufffdfull"},
		{fmt.Errorf("end: %w.", errors.Join(pipe, full, pipe)), "end: broken pipe; disk\ufffdfull."},
		{fmt.Errorf("%w after %w", pipe, full), "broken pipe after disk\ufffdfull"},
	} {
		if got := Message(tt.err); got != tt.want {
			t.Errorf("%q is printed %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestConsoleRewritesTheProgressLine(t *testing.T) {
	var out, errs strings.Builder
	c := NewConsole(&out, &errs, true, fixedTime)
	for _, p := range []Progress{{Finished: 9, Total: 10, Bytes: 3 << 20, Elapsed: 2 * time.Second}, {Finished: 10, Total: 10}} {
		if err := c.Progress(p); err != nil {
			t.Fatal(err)
		}
	}
	want := "\rFinished 9 of total 10 file(s). 3MB, 1.5MB/s\rFinished 10 of total 10 file(s).            "
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestFormatSize(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 bytes", 1023: "1023 bytes", 1024: "1KB", 1536: "1.5KB", 1 << 20: "1MB", 1234567: "1.18MB", 5 << 30: "5GB", 3 << 50: "3072TB",
	} {
		if got := FormatSize(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}

func TestFormatElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "00.00:00:00", 1600 * time.Millisecond: "00.00:00:02", 25*time.Hour + 61*time.Second: "01.01:01:01",
	} {
		if got := formatElapsed(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestConsoleTellsOfWhatWasLeftOut(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{storage.Errorf("list pipe", storage.NotRegular, "it is a pipe"), "[2016/10/07 17:37:41][WARNING] src/pipe: list pipe: it is a pipe\n"},
		{errors.New("answered with No"), ""},
	} {
		var out, errs strings.Builder
		c := NewConsole(&out, &errs, false, fixedTime)
		if err := c.Finished(Transfer{Source: "src/pipe", Outcome: Skipped, Err: tt.err}); err != nil {
			t.Fatal(err)
		}
		if out.String() != "" || errs.String() != tt.want {
			t.Errorf("printed %q and %q, want %q", &out, &errs, tt.want)
		}
	}
}

// Errors that were joined are one line, in which each says what the others don't.
func TestLineOfJoinedErrors(t *testing.T) {
	one, two := errors.New("The disk is full."), errors.New("the folder is gone")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{one, "The disk is full."},
		{errors.Join(one, two), "The disk is full; the folder is gone"},
		{errors.Join(two, one), "the folder is gone; The disk is full."},
		{errors.Join(one, one, two), "The disk is full; the folder is gone"},
		{fmt.Errorf("stopped: %w", errors.Join(one, one)), "stopped: The disk is full."},
	} {
		if got := Line(tt.err); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
