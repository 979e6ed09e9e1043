package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"azcopy/internal/emulator"
)

// maxPeak bounds the resident memory of a process, whatever it copies.
const maxPeak = 300 << 20

// TestMemoryIsBounded copies a large file and many small ones, with as many operations as there may be.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("copies some hundred megabytes")
	}
	if runtime.GOOS == "windows" {
		t.Skip("this system does not report the peak of a process that has ended")
	}
	// Not the tests' own program, which holds more than the real one.
	program := filepath.Join(t.TempDir(), "azcopy")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	folder := t.TempDir()
	check(t, os.WriteFile(filepath.Join(folder, "large"), nil, 0o666))
	check(t, os.Truncate(filepath.Join(folder, "large"), 256<<20))
	for i := range 1000 {
		check(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("small-%d", i)), make([]byte, 40*i), 0o666))
	}
	account := served(t, emulator.WithFolder(t.TempDir()))
	for _, nc := range []int{16, 512} {
		containerURL := account + "/nc" + strconv.Itoa(nc)
		for _, ends := range [][]string{
			{"/Source:" + folder, "/Dest:" + containerURL, "/DestType:Blob"},
			{"/Source:" + containerURL, "/Dest:" + t.TempDir(), "/SourceType:Blob"},
			{"/Source:" + folder, "/Dest:emulator://blob/nc" + strconv.Itoa(nc)},
		} {
			args := append(ends, "/S", "/NC:"+strconv.Itoa(nc))
			peak := peakOf(t, program, args...)
			t.Logf("%d MiB: azcopy %q", peak>>20, args)
			if peak > maxPeak {
				t.Errorf("azcopy %q took %d MiB of memory, want at most %d", args, peak>>20, maxPeak>>20)
			}
		}
	}
}

// peakOf runs a program that must succeed, and returns the most bytes that were resident.
func peakOf(t *testing.T, program string, args ...string) int64 {
	t.Helper()
	command := exec.CommandContext(t.Context(), "measured", append([]string{program}, args...)...)
	command.Env = append(os.Environ(), "AZCOPY_EMULATOR_DATA="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir())
	output, err := command.Output()
	check(t, err)
	var usage struct{ Maxrss int64 }
	check(t, json.Unmarshal(output, &usage))
	if usage.Maxrss == 0 {
		t.Fatalf("no peak in %s", output)
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}

// measured runs the program that its arguments name and prints what the system says of its usage. It is a process
// between the tests and the program because the system counts into a child's peak what its parent held when the child
// began.
func measured() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	output, err := command.CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, output)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(command.ProcessState.SysUsage()); err != nil {
		os.Exit(1)
	}
}
