package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/journal"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestJournalFolderInUse gives a run the folder of another one, which is this process.
func TestJournalFolderInUse(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "journal")
	held, err := journal.Open(folder, journal.Options{})
	check(t, err)
	defer held.Close()
	source := t.TempDir()
	check(t, os.WriteFile(filepath.Join(source, "a"), nil, 0o666))
	args := []string{"/Source:" + source, "/Dest:" + served(t) + "/inuse", "/DestType:Blob", "/Z:" + folder, "/Y"}
	run := azcopy(t, args...)
	want := fmt.Sprintf("the journal folder %s is in use by the process %d; wait for it to end, or give this run a journal folder of its own with /Z:<folder>", folder, os.Getpid())
	if run.code != 3 || !strings.Contains(run.stderr, want) || run.stdout != "" {
		t.Errorf("exit code %d\n%s%s", run.code, run.stdout, run.stderr)
	}
	check(t, held.Remove())
	if run := azcopy(t, args...); run.code != 0 {
		t.Errorf("when it is free again: exit code %d\n%s%s", run.code, run.stdout, run.stderr)
	}
}

// rebootMachine makes the journal in a folder one of another start of the machine, as it is after a power cut.
func rebootMachine(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: reboot journal-folder")
	}
	j, err := journal.Open(ts.MkAbs(args[0]), journal.Options{})
	ts.Check(err)
	header := j.Header()
	header.Boot = "another start"
	ts.Check(j.Amend(header))
	ts.Check(j.Close())
}
