package main

import (
	"context"
	"os"
	"strconv"

	"azcopy/internal/cli"
)

// killAtWrite names the environment variable that says at which write of its journal the program kills itself.
const killAtWrite = "KILL_AT_WRITE"

// dying is the program, but for what it makes of signals, which kills itself.
func dying() {
	at, err := strconv.Atoi(os.Getenv(killAtWrite))
	if err != nil {
		panic(err)
	}
	writes := 0
	os.Exit(cli.Main(context.Background(), cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		JournalWritten: func() { // which is not called concurrently
			if writes++; writes == at {
				if self, err := os.FindProcess(os.Getpid()); err != nil || self.Kill() != nil {
					panic("it can't be killed")
				}
				select {} // until it has died
			}
		},
	}, os.Args[1:]))
}
