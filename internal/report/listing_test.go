package report

import (
	"errors"
	"strings"
	"testing"
)

func TestListingIsWhatScriptsParse(t *testing.T) {
	var out, errs strings.Builder
	l := NewListing(NewConsole(&out, &errs, true, fixedTime))
	err := errors.Join(
		l.Finished(Transfer{Source: "a\n", Dest: "b/a", Size: 209_715_200_000_000, Outcome: Listed}),
		l.Finished(Transfer{Source: "x", Dest: "b/x", Outcome: Excluded, Err: errors.New("older")}),
		l.Finished(Transfer{Source: "c", Dest: "b/c", Outcome: Failed, Err: errors.New("bad")}),
	)
	if err != nil || out.Len() > 0 {
		t.Fatalf("wrote %q before it had to, %v", out.String(), err)
	}
	if err := l.Progress(Progress{Finished: 1, Total: 2}); err != nil {
		t.Fatal(err)
	}
	if want := "209715200000000  a\ufffd => b/a\n"; out.String() != want {
		t.Fatalf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	if err := l.Finished(Transfer{Source: "d", Dest: "b/d", Size: 7, Outcome: Listed}); err != nil {
		t.Fatal(err)
	}
	if err := l.Summary(Summary{Succeeded: 2, Failed: 1, Bytes: 1536}); err != nil {
		t.Fatal(err)
	}
	const want = `              7  d => b/d
Finished 3 of total 3 file(s).
[2016/10/07 17:37:41] Transfer summary:
-----------------
Total files transferred: 3
Transfer successfully:   2
Transfer skipped:        0
Transfer failed:         1
Elapsed time:            00.00:00:00
Total size:              1.5KB (1536 bytes)
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
	if want := "[2016/10/07 17:37:41][ERROR] c: bad\n"; errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
}

func TestBothSizes(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 bytes", 1023: "1023 bytes", 1024: "1KB (1024 bytes)"} {
		if got := bothSizes(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}
