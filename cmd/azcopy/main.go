// Command azcopy copies between folders and Azure Storage, with the command line of the classic AzCopy.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"azcopy/internal/cli"
)

// memoryLimit is where the collector stops trading memory for time: beyond what a run holds at its busiest, which the
// engine bounds, and so far below 300 MiB that the process stays there.
const memoryLimit = 224 << 20

// release is the version of a release, which its build gives: go build -ldflags "-X main.release=1.2.3".
var release string

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	// When the reader has gone, writing fails like any other write, after which partial files are removed.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second interrupt ends the program at once
	os.Exit(cli.Main(ctx, cli.Env{
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Getenv:  os.Getenv,
		Release: release,
	}, os.Args[1:]))
}
