package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// emulatorProcess is an emulator that a script runs as a process of its own.
type emulatorProcess struct {
	process *exec.Cmd
	stderr  strings.Builder
	rest    chan string // of its standard output
}

// address finds where the emulator says that it listens.
var address = regexp.MustCompile(`listens at (http://([^/]+:(\d+))/\S+)`)

// serveEmulator starts "azcopy emulator" with these arguments and waits until it is ready. Then $ENDPOINT is where it
// says that it listens, $ADDRESS the host and port of that, and $PORT the port.
//
//	serve [argument...]
func serveEmulator(ts *testscript.TestScript, _ bool, args []string) {
	s := &emulatorProcess{process: exec.Command("azcopy", append([]string{"emulator"}, args...)...), rest: make(chan string, 1)}
	s.process.Dir = ts.MkAbs(".")
	s.process.Stderr = &s.stderr
	out, err := s.process.StdoutPipe()
	ts.Check(err)
	ts.Check(s.process.Start())
	ts.Defer(func() {
		if s.process.ProcessState == nil {
			_ = s.process.Process.Kill() // the script failed before it could stop it
			_ = s.process.Wait()
		}
	})
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	found := address.FindStringSubmatch(first)
	if err != nil || found == nil {
		_ = s.process.Wait()
		ts.Fatalf("the emulator says %q and %q", first, &s.stderr)
	}
	go func() {
		all, _ := io.ReadAll(lines) // it ends with the process
		s.rest <- string(all)
	}()
	ts.Setenv("ENDPOINT", found[1])
	ts.Setenv("ADDRESS", found[2])
	ts.Setenv("PORT", found[3])
	ts.Value(productKey{}).(*product).process = s
}

// stopEmulator interrupts the emulator that runs, and prints what it said since it was ready, for stdout. It fails when
// the exit code is not 0.
//
//	stop
func stopEmulator(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value(productKey{}).(*product).process
	ts.Check(s.process.Process.Signal(os.Interrupt))
	said := <-s.rest
	if err := s.process.Wait(); err != nil || s.stderr.Len() > 0 {
		ts.Fatalf("the emulator ended with %v and said %q", err, &s.stderr)
	}
	_, err := io.WriteString(ts.Stdout(), said)
	ts.Check(err)
}

// exitCode runs a command that is to end with a code, and keeps its output for stdout and stderr.
//
//	exitcode code program [argument...]
func exitCode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exitcode code program [argument...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = strconv.Itoa(exit.ExitCode())
	} else {
		ts.Check(err)
	}
	if code != args[0] {
		ts.Fatalf("the exit code is %s", code)
	}
}
