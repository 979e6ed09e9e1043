package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

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
		{"bytes that are not UTF-8", "a\xffb", "a\ufffdb"},
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

// Joined errors are one line without repetition.
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
