package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestListingIsWhatScriptsParse(t *testing.T) {
	var out, errs strings.Builder
	l := NewListing(NewConsole(NewScreen(&out, &errs, true), fixedTime))
	err := errors.Join(
		l.Handle(Finished{Source: "a\n", Dest: "b/a", Size: 209_715_200_000_000, Outcome: Listed}),
		l.Handle(Finished{Source: "x", Dest: "b/x", Outcome: Excluded, Err: errors.New("older")}),
		l.Handle(Finished{Source: "c", Dest: "b/c", Outcome: Failed, Err: errors.New("bad")}),
	)
	if err != nil || out.Len() > 0 {
		t.Fatalf("wrote %q too early, %v", out.String(), err)
	}
	if err := l.Handle(Progress{Finished: 1, Total: 2}); err != nil {
		t.Fatal(err)
	}
	if want := "209715200000000  a\ufffd => b/a\n"; out.String() != want {
		t.Fatalf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	if err := l.Handle(Finished{Source: "d", Dest: "b/d", Size: 7, Outcome: Listed}); err != nil {
		t.Fatal(err)
	}
	if err := l.Handle(Summary{ListOnly: true, Succeeded: 2, Bytes: 1536, Elapsed: time.Second}); err != nil {
		t.Fatal(err)
	}
	const want = `              7  d => b/d
Listed: 2 file(s)
Total files listed: 2
Elapsed time:       00.00:00:01
Total size:         1.5KB (1536 bytes)
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
	if want := "[2016/10/07 17:37:41][ERROR] c: bad\n"; errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
}

// Objects that can't be copied are not part of the total. They have their own lines, after those that scripts know.
func TestTheListingsSummary(t *testing.T) {
	for _, tt := range []struct {
		summary Summary
		want    string
	}{
		{Summary{}, "Total files listed: 0\nElapsed time:       00.00:00:00\nTotal size:         0 bytes\n"},
		{Summary{Succeeded: 12, Failed: 3}, "Total files listed: 12\nElapsed time:       00.00:00:00\nTotal size:         0 bytes\nWould fail:         3\n"},
		{Summary{Skipped: 1}, "Total files listed: 0\nElapsed time:       00.00:00:00\nTotal size:         0 bytes\nWould be skipped:   1\n"},
	} {
		var out strings.Builder
		tt.summary.ListOnly = true
		if err := NewListing(NewConsole(NewScreen(&out, &out, false), fixedTime)).Handle(tt.summary); err != nil {
			t.Fatal(err)
		}
		if got, ok := strings.CutPrefix(out.String(), fmt.Sprintf("Listed: %d file(s)\n", tt.summary.Succeeded)); !ok || got != tt.want {
			t.Errorf("%+v:\n%s\nwant:\n%s", tt.summary, out.String(), tt.want)
		}
	}
}
