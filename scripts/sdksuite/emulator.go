package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The accounts of the emulator, and the key of both, which is not secret.
const (
	first  = "sdksuite"
	second = "sdksuite2"
	key    = "dGhlIGtleSBvZiB0aGUgYWNjb3VudHMgb2YgYXpibG9iIHN1aXRlLCB3aGljaCBhcmUgbm90IHNlY3JldC4uLg=="
)

// hosts are the addresses of the services, which the certificate of the emulator is for.
const hosts = "*.blob.core.windows.net,*.file.core.windows.net,*.table.core.windows.net"

// copySpeed is how many bytes a second a copy by the service takes, so that the tests that want a pending one get it: 4
// seconds for the largest.
const copySpeed = "2000000"

// emulator is the program, and the certificate that it shows.
type emulator struct{ program, cert, certKey string }

// build builds the program and makes the certificate, in the folder work.
func build(ctx context.Context, work string) (emulator, error) {
	e := emulator{filepath.Join(work, "azcopy"), filepath.Join(work, "cert.pem"), filepath.Join(work, "key.pem")}
	if _, err := exec.CommandContext(ctx, "go", "build", "-o", e.program, "./cmd/azcopy").Output(); err != nil {
		return e, explained(err)
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return e, explained(err)
	}
	tool := filepath.Join(strings.TrimSpace(string(root)), "src", "crypto", "tls", "generate_cert.go")
	generate := exec.CommandContext(ctx, "go", "run", tool, "--ca", "--ecdsa-curve", "P256", "--host", hosts)
	generate.Dir = work
	if _, err := generate.Output(); err != nil {
		return e, explained(err)
	}
	return e, nil
}

// server is an emulator that runs.
type server struct {
	cmd   *exec.Cmd
	proxy string // that leads the services' addresses to it
}

// start starts an emulator that keeps what it stores in memory.
func (e emulator) start(ctx context.Context) (*server, error) {
	cmd := exec.CommandContext(ctx, e.program, "emulator", "--blob-port", "0", "--copy-speed", copySpeed,
		"--account", first+":"+key, "--account", second+":"+key, "--cert", e.cert, "--key", e.certKey)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, proxy, ok := strings.Cut(lines.Text(), "HTTPS_PROXY="); ok {
			return &server{cmd, proxy}, nil
		}
	}
	_ = cmd.Wait()
	return nil, fmt.Errorf("the emulator did not start: %s", log.Bytes())
}

// stop ends the emulator.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}
