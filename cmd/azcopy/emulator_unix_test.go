//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// azcopy emulator --data DIR serves until it is interrupted, and emulator:// finds there what was stored.
func TestEmulatorOnAPort(t *testing.T) {
	data, folder := t.TempDir(), t.TempDir()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	serve := command(t.Context(), t, "emulator", "--data", data, "--blob-port", "0")
	stdout, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(stdout).ReadString('\n')
	_, endpoint, found := strings.Cut(strings.TrimSpace(first), " listens at ")
	if err != nil || !found {
		t.Fatalf("printed %q, %v", first, err)
	}
	run(t, "azcopy", "/Source:../../docs", "/Dest:"+endpoint+"/mycontainer", "/DestType:Blob", "/Pattern:emulator.md")
	if err := serve.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := serve.Wait(); err != nil {
		t.Errorf("interrupted: %v, want exit code 0", err)
	}
	t.Setenv("AZCOPY_EMULATOR_DATA", data)
	run(t, "azcopy", "/Source:emulator://blob/mycontainer", "/Dest:"+folder)
	got, err := os.ReadFile(filepath.Join(folder, "emulator.md"))
	want, wantErr := os.ReadFile("../../docs/emulator.md")
	if err != nil || wantErr != nil || string(got) != string(want) {
		t.Errorf("%d bytes came back of %d, %v, %v", len(got), len(want), err, wantErr)
	}
}

// run runs a command that is to succeed.
func run(t *testing.T, command string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), command, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", command, args, err, out)
	}
}
