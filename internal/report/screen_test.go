package report

import (
	"errors"
	"strings"
	"testing"
)

// A question stays on the screen until it is answered or abandoned.
func TestProgressDoesNotOverwriteAQuestion(t *testing.T) {
	var out strings.Builder
	s := NewScreen(&out, &out, true)
	err := errors.Join(s.ShowProgress("1 of 2"), s.Ask("Overwrite? "), s.ShowProgress("unseen"))
	s.Answered()
	err = errors.Join(err, s.ShowProgress("2 of 2"), s.Ask("Sure? "))
	s.Abandoned()
	if err := errors.Join(err, s.PrintError("cancelled\n")); err != nil {
		t.Fatal(err)
	}
	const want = "\r1 of 2\r      \rOverwrite? \r2 of 2\r      \rSure? \ncancelled\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}
