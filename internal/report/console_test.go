package report

import (
	"errors"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

func fixedTime() time.Time { return time.Date(2016, 10, 7, 17, 37, 41, 0, time.UTC) }

func TestConsoleSummaryIsWhatScriptsParse(t *testing.T) {
	var out, errs strings.Builder
	c := NewConsole(NewScreen(&out, &errs, false), fixedTime)
	if err := c.Handle(Progress{Finished: 1, Total: 2}); err != nil {
		t.Fatal(err)
	}
	if err := c.Handle(Summary{Succeeded: 2, Elapsed: 13*time.Minute + 7*time.Second}); err != nil {
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
	c := NewConsole(NewScreen(&out, &errs, false), fixedTime)
	err := c.Handle(Finished{Source: "evil\x1b[2Jname\n", Outcome: Failed, Err: errors.New("first\r\nsecond")})
	if err != nil {
		t.Fatal(err)
	}
	if want := "[2016/10/07 17:37:41][ERROR] evil\ufffd[2Jname\ufffd: first\ufffd\ufffdsecond\n"; errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
	if out.Len() > 0 {
		t.Errorf("printed %q to the stream for progress", out.String())
	}
}

func TestConsoleRewritesTheProgressLine(t *testing.T) {
	var out, errs strings.Builder
	c := NewConsole(NewScreen(&out, &errs, true), fixedTime)
	for _, p := range []Progress{{Finished: 9, Total: 10, Bytes: 3 << 20, Elapsed: 2 * time.Second}, {Finished: 10, Total: 10}} {
		if err := c.Handle(p); err != nil {
			t.Fatal(err)
		}
	}
	want := "\rFinished 9 of total 10 file(s). 3MB, 1.5MB/s\rFinished 10 of total 10 file(s).            "
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestConsoleReportsWhatWasLeftOut(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{storage.Errorf("list pipe", storage.NotRegular, "it is a pipe"), "[2016/10/07 17:37:41][WARNING] src/pipe: list pipe: it is a pipe\n"},
		{errors.New("answered with No"), ""},
	} {
		var out, errs strings.Builder
		c := NewConsole(NewScreen(&out, &errs, false), fixedTime)
		if err := c.Handle(Finished{Source: "src/pipe", Outcome: Skipped, Err: tt.err}); err != nil {
			t.Fatal(err)
		}
		if out.String() != "" || errs.String() != tt.want {
			t.Errorf("printed %q and %q, want %q", &out, &errs, tt.want)
		}
	}
}

// The console prints each event to the stream where scripts look for it.
func TestConsoleLines(t *testing.T) {
	for _, tt := range []struct {
		event     Event
		out, errs string
	}{
		{Session{"1", "AzCopy"}, "", ""},
		{Started{}, "", ""},
		{Moving{Source: "a"}, "", ""},
		{Finished{Source: "a"}, "", ""},
		{Warning{SourceGone, "a", "a is\ngone"}, "", "[2016/10/07 17:37:41][WARNING] a is\ufffdgone\n"},
		{Notice{Resuming, "resuming\n"}, "resuming\ufffd\n", ""},
		{Failure{Err: errors.New("disk full\n")}, "", "[2016/10/07 17:37:41][ERROR] disk full\ufffd\n"},
		{Failure{Err: errors.New("a is missing"), Option: "Source"}, "",
			"[2016/10/07 17:37:41][ERROR] Error parsing source location: a is missing. For more details, please type \"AzCopy /?:Source\".\n"},
		{Failure{Err: errors.New("is that right?"), Option: "Dest"}, "",
			"[2016/10/07 17:37:41][ERROR] Error parsing destination location: is that right? For more details, please type \"AzCopy /?:Dest\".\n"},
		{Failure{Err: errors.New("x"), Option: "Source", Cancelled: true}, "", "[2016/10/07 17:37:41][ERROR] The transfer has been cancelled.\n"},
	} {
		var out, errs strings.Builder
		if err := NewConsole(NewScreen(&out, &errs, false), fixedTime).Handle(tt.event); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.out || errs.String() != tt.errs {
			t.Errorf("%s: printed %q and %q, want %q and %q", tt.event.Name(), &out, &errs, tt.out, tt.errs)
		}
	}
}
