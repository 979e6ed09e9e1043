package cli

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"azcopy/internal/option"
	"azcopy/internal/report"
)

// Events that are reported before the log is open are written to it as well, after the heading of its session. Each event is
// there once, and once on the console.
func TestTheLogHasWhatCameBeforeIt(t *testing.T) {
	var errs strings.Builder
	env := Env{Stdout: io.Discard, Stderr: &errs, Getenv: func(string) string { return "" }}.masked()
	n := newNotices(report.NewConsole(report.NewScreen(env.Stdout, env.Stderr, false), time.Now))
	o := option.Options{Verbose: true, VerboseFile: filepath.Join(t.TempDir(), "log")}
	for _, step := range []func() error{
		func() error { return n.warn(report.JournalDamaged, "early") },
		func() error { return n.openLog(env, o) },
		func() error { return n.warn(report.NothingMatched, "late") },
		func() error { return n.end(t.Context(), nil) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.ReadFile(o.VerboseFile)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^.*>>>>\n.* : AzCopy.*\n.*\[WARNING] early\n.*\[WARNING] late\n$`).Match(log) {
		t.Errorf("the log is\n%s", log)
	}
	if !regexp.MustCompile(`^.*\[WARNING] early\n.*\[WARNING] late\n$`).MatchString(errs.String()) {
		t.Errorf("the console shows\n%s", &errs)
	}
}
