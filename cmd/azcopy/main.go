// Command azcopy copies between folders and Azure Storage, with the command line of the classic AzCopy.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"azcopy/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second interrupt ends the program at once
	os.Exit(cli.Main(ctx, cli.Env{
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
	}, os.Args[1:]))
}
