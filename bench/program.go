//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"time"
)

// program is the real program, and its emulator once that serves.
type program struct {
	path     string
	data     string // the emulator's folder
	endpoint string // of the account
	emulator *exec.Cmd
}

// cost is what one run took.
type cost struct {
	elapsed, cpu time.Duration
	peak         int64 // bytes resident
}

func (p *program) build(ctx context.Context) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", p.path, "azcopy/cmd/azcopy")
	build.Stderr = os.Stderr
	return build.Run()
}

var endpointLine = regexp.MustCompile(`listens at (\S+)`)

// serve starts the emulator on a free port.
func (p *program) serve(ctx context.Context) error {
	p.emulator = exec.CommandContext(ctx, p.path, "emulator", "--data", p.data, "--blob-port", "0")
	p.emulator.Stderr = os.Stderr
	out, err := p.emulator.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.emulator.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	found := endpointLine.FindStringSubmatch(line)
	if err != nil || found == nil {
		p.stop()
		return fmt.Errorf("the emulator did not start: %q, %v", line, err)
	}
	p.endpoint = found[1]
	return nil
}

func (p *program) stop() {
	p.emulator.Process.Signal(os.Interrupt)
	p.emulator.Wait()
}

// copy runs the program and returns what it took. The system counts this process's memory of the moment into the
// child's peak, since the child begins as a copy of it; so this process has to stay small.
func (p *program) copy(ctx context.Context, args ...string) (cost, error) {
	command := exec.CommandContext(ctx, p.path, args...)
	command.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(p.data, "journal"))
	started := time.Now()
	output, err := command.CombinedOutput()
	if err != nil {
		return cost{}, fmt.Errorf("azcopy %q: %w\n%s", args, err, output)
	}
	usage := command.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{
		elapsed: time.Since(started),
		cpu:     command.ProcessState.UserTime() + command.ProcessState.SystemTime(),
		peak:    usage.Maxrss * maxrssUnit(runtime.GOOS),
	}, nil
}

// maxrssUnit returns the bytes that Rusage.Maxrss counts in.
func maxrssUnit(goos string) int64 {
	if goos == "darwin" || goos == "ios" {
		return 1
	}
	return 1 << 10
}
