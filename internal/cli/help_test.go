package cli

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// azcopy --help | head -1
func TestHelpEndsWellWhenItsReaderHasGone(t *testing.T) {
	for _, args := range [][]string{nil, {"/?"}, {"/?:S"}, {"/?:Samples"}, {"/?:emulator"}, {"emulator", "--help"}, {"--version"}} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer writer.Close()
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
		var errs strings.Builder
		env := Env{Stdout: writer, Stderr: &errs, Getenv: func(string) string { return "" }}
		if code := Main(t.Context(), env, args); code != exitDone || errs.Len() > 0 {
			t.Errorf("%q: exit code %d, %q", args, code, &errs)
		}
	}
}

// Any other error of writing the help is reported.
func TestHelpThatCannotBeWrittenFails(t *testing.T) {
	closed, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	env := Env{Stdout: closed, Stderr: &errs, Getenv: func(string) string { return "" }}
	if code := Main(t.Context(), env, []string{"/?"}); code != exitFailures || !strings.Contains(errs.String(), "closed") {
		t.Errorf("exit code %d, %q", code, &errs)
	}
}

// The help lists the exit codes.
func TestHelpListsTheExitCodes(t *testing.T) {
	var out, errs strings.Builder
	env := Env{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	if code := Main(t.Context(), env, []string{"help"}); code != exitDone || errs.Len() > 0 {
		t.Fatalf("exit code %d, %q", code, &errs)
	}
	_, section, _ := strings.Cut(out.String(), "\nExit codes ")
	var got []int
	for line := range strings.Lines(section) {
		if code, err := strconv.Atoi(strings.Fields(line)[0]); err == nil {
			got = append(got, code)
		}
	}
	if want := []int{exitDone, exitFailures, exitCommandLine, exitNotStarted, exitInterrupted}; !slices.Equal(got, want) {
		t.Errorf("the help has %v, want %v, in\n%s", got, want, section)
	}
}
