package option

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestHelpRequests(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		want  Request
		topic string
	}{
		{nil, Usage, ""},
		{[]string{"/?"}, Help, ""},
		{[]string{"--help"}, Help, ""},
		{[]string{"-?"}, Help, ""},
		{[]string{"-h"}, Help, ""},
		{[]string{"/HELP"}, Help, ""},
		{[]string{"/?:"}, Help, ""},
		{[]string{"/?:SourceKey"}, HelpFor, "SourceKey"},
		{[]string{"/?:/nc"}, HelpFor, "NC"},
		{[]string{"/?:@"}, HelpFor, "@"},
		{[]string{"/?:--parallel-level"}, HelpFor, "NC"},
		{[]string{"--help", "source-key"}, HelpFor, "SourceKey"},
		{[]string{"--help", "--source-key"}, HelpFor, "SourceKey"},
		{[]string{"--help=SourceKey"}, HelpFor, "SourceKey"},
		{[]string{"/?:Samples"}, Samples, ""},
		{[]string{"/?:sample"}, Samples, ""},
		{[]string{"--help", "sample"}, Samples, ""},
		{[]string{"help"}, Help, ""},
		{[]string{"Help", "source-key"}, HelpFor, "SourceKey"},
		{[]string{"help", "samples"}, Samples, ""},
		{[]string{"/?:emulator"}, Emulator, ""},
		{[]string{"--help", "emulator"}, Emulator, ""},
		{[]string{"help", "Emulator"}, Emulator, ""},
		{[]string{"--version"}, Version, ""},
		{[]string{"/Source:x", "/S", "/?"}, Help, ""}, // an incomplete command line
		{[]string{"--verbose", "/?"}, Help, ""},
		{[]string{"/?", "/NC:many"}, Help, ""},
	} {
		c, err := Parse(tt.args, noEnv)
		if err != nil || c.Request != tt.want || c.Topic.Name != tt.topic {
			t.Errorf("%q: request %v about %q, %v", tt.args, c.Request, c.Topic.Name, err)
		}
	}
}

// written returns what a help text writes.
func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func usageText(t *testing.T) string {
	return written(t, func(w io.Writer) error { return WriteUsage(w, "AzCopy", "1.0") })
}

func helpText(t *testing.T) string {
	return written(t, func(w io.Writer) error { return WriteHelp(w, "AzCopy", "1.0") })
}

func TestHelpNamesEveryOption(t *testing.T) {
	usage, help, reference := usageText(t), helpText(t), referenceTable()
	for _, o := range Table() {
		for _, want := range []string{"\n" + o.form(false), "\n" + o.form(true)} {
			if strings.Count(help, want) == 0 {
				t.Errorf("the help lacks %s", want)
			}
		}
		if strings.Count(reference, "\n| "+code(o.form(false))+" | "+code(o.form(true))+" |") != 1 {
			t.Errorf("the reference lacks %s", o.Name)
		}
		if o.Name != "Source" && o.Name != "Dest" && !strings.Contains(usage, "[/"+o.Name) {
			t.Errorf("the usage lacks %s", o.Name)
		}
	}
}

// No line is wider than a console, and the texts start at column 31, as they always have.
func TestHelpLayout(t *testing.T) {
	usage, help := usageText(t), helpText(t)
	for line := range strings.Lines(usage + help) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) > width || strings.TrimRight(line, " ") != line {
			t.Errorf("too wide, or with blanks at the end: %q", line)
		}
	}
	for _, want := range []string{
		"\n/XO                           Leaves out",
		"\nazcopy emulator               Serves a storage emulator",
		"\nExit codes                    0    done",
		"\n                              130  interrupted",
		"\n--parallel-level <number-of-concurrents>\n                              The default",
	} {
		if !strings.Contains(help, want) {
			t.Errorf("the help lacks %q", want)
		}
	}
	if head := banner("AzCopy", "1.0"); !strings.HasPrefix(usage, head) || !strings.HasPrefix(help, head) {
		t.Error("no banner")
	}
}

// The help says which options are not yet supported, exactly the pending ones, and which kinds of copy are not.
func TestHelpSaysWhatIsPending(t *testing.T) {
	for _, o := range Table() {
		text := written(t, o.WriteHelp)
		if got := strings.Contains(strings.Join(strings.Fields(text), " "), "Not yet supported."); got != o.Pending {
			t.Errorf("/%s is pending: %v, and its help says so: %v", o.Name, o.Pending, got)
		}
	}
	for _, text := range []string{usageText(t), helpText(t)} {
		if !strings.Contains(text, "\n"+pendingCopies+"\n") {
			t.Errorf("does not say which copies are not supported:\n%s", text)
		}
	}
}

// Every sample is a valid command line, and those that are shown can be carried out.
func TestSamples(t *testing.T) {
	text := written(t, WriteSamples)
	for _, s := range samples() {
		if shown := strings.Contains(text, " AzCopy "+s.command+"\n"); shown != s.supported() {
			t.Errorf("%s is supported: %v, and shown: %v", s.command, s.supported(), shown)
		}
		if strings.HasPrefix(s.command, "/@") {
			continue // it names a file that does not exist
		}
		c, err := Parse(mustSplit(t, s.command), noEnv)
		if err != nil {
			t.Errorf("%s: %v", s.command, err)
		} else if s.supported() != (c.Unsupported() == nil) {
			t.Errorf("%s: supported %v, but %v", s.command, s.supported(), c.Unsupported())
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestHelpReportsFailedWrites(t *testing.T) {
	var w brokenWriter
	for i, err := range []error{WriteUsage(w, "", ""), WriteHelp(w, "", ""), Table()[0].WriteHelp(w), WriteSamples(w)} {
		if err == nil {
			t.Errorf("%d: no error", i)
		}
	}
}
