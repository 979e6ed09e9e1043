package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestDocuments types what README.md and docs/ show in their console blocks, one document after the other with an
// emulator of its own each, in a folder that holds a copy of docs/. There, a line that begins with "$ " is one of
//
//	$ azcopy arguments...     single quotes are those of a shell
//	$ export NAME=value       <key> stands for the key of the account
//	$ echo $?                 with the exit code below it; without it, a command is to succeed
//
// and every other line must appear in what the command above it prints; "…" stands for any text.
func TestDocuments(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, document := range append(documents, "../../README.md") {
		name := strings.TrimSuffix(filepath.Base(document), ".md") + ".txtar"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script(t, document)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir: folder,
		Setup: func(env *testscript.Env) error {
			if err := setup(env); err != nil {
				return err
			}
			return os.CopyFS(filepath.Join(env.WorkDir, "docs"), os.DirFS("../../docs"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"documented": documented, "shows": shows},
	})
}

// console returns the lines of a document's console blocks.
func console(t *testing.T, document string) []string {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside && line == "```console"
		case inside && line != "":
			lines = append(lines, line)
		}
	}
	return lines
}

// script turns a document into a script.
func script(t *testing.T, document string) string {
	t.Helper()
	var b strings.Builder
	lines := console(t, document)
	for i := 0; i < len(lines); i++ {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		command = strings.Replace(command, "go run ./cmd/azcopy", "azcopy", 1)
		switch {
		case !ok:
			fmt.Fprintf(&b, "shows '%s'\n", strings.ReplaceAll(lines[i], "'", "''"))
		case command == "echo $?":
			i++ // the code was the command's
		case strings.HasPrefix(command, "azcopy ") && !strings.Contains(command, `"`):
			fmt.Fprintf(&b, "documented %s %s\n", exitCodeBehind(lines[i+1:]), command)
		case strings.HasPrefix(command, "export "):
			b.WriteString(strings.NewReplacer("export ", "env ", "<key>", "$KEY").Replace(command) + "\n")
		default:
			t.Errorf("%s: what no test can type does not belong in a console block: %s", document, command)
		}
	}
	return b.String()
}

// exitCodeBehind returns the exit code that is shown before the next command, "0" if none is.
func exitCodeBehind(lines []string) string {
	next := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "$ ") })
	if next >= 0 && lines[next] == "$ echo $?" && next+1 < len(lines) {
		return lines[next+1]
	}
	return "0"
}

// documented runs a command that must end with an exit code.
//
//	documented code command...
func documented(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, documented is %d", got, want)
	}
}

// shows looks for a line in what the last command printed.
func shows(ts *testscript.TestScript, _ bool, args []string) {
	line := strings.ReplaceAll(regexp.QuoteMeta(args[0]), "…", ".*")
	printed := ts.ReadFile("stdout") + ts.ReadFile("stderr")
	if !regexp.MustCompile(`(?m)^` + line + `\r?$`).MatchString(printed) {
		ts.Fatalf("the last command did not print the line %s", args[0])
	}
}
