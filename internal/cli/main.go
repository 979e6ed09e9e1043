// Package cli runs one invocation of the program, from its arguments to its exit code. No other package prints or asks.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
	"time"

	"azcopy/internal/contenttype"
	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
	"azcopy/internal/storage"

	"golang.org/x/term"
)

// Env is the environment of an invocation.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Release is the version of the release that the program was built for; empty for none.
	Release string
	// secrets are removed from all output, and screen shows the messages. Main sets them.
	secrets *storage.Redactor
	screen  *report.Screen
	// JournalWritten, when set, is called after each write of the journal to the disk.
	JournalWritten func()
}

const product = "AzCopy"

// Main runs the program with the arguments that follow its name, and returns its exit code.
func Main(ctx context.Context, env Env, args []string) int {
	env = env.masked()
	env.screen = report.NewScreen(env.Stdout, env.Stderr, isTerminal(env.Stdout))
	summary, err := run(ctx, env, args)
	code := exitCode(ctx, summary, err)
	if err != nil {
		_ = env.console().Handle(failure(ctx, err)) // if that fails, there is still the exit code
	}
	return code
}

func run(ctx context.Context, env Env, args []string) (report.Summary, error) {
	if len(args) > 0 && args[0] == "emulator" {
		return report.Summary{}, runEmulator(ctx, env, args[1:])
	}
	command, err := parse(ctx, args, env.Getenv)
	if err != nil {
		return report.Summary{}, err
	}
	if command.Request == option.Run {
		return transferFiles(ctx, env, command)
	}
	return report.Summary{}, unlessReaderGone(writeHelp(env, command))
}

// parse parses the command line, until the context ends: a response file may be a pipe that nobody writes to yet.
func parse(ctx context.Context, args []string, getenv func(string) string) (option.Command, error) {
	type result struct {
		command option.Command
		err     error
	}
	parsed := make(chan result, 1)
	go func() {
		command, err := option.Parse(args, getenv)
		parsed <- result{command, err}
	}()
	select {
	case r := <-parsed:
		return r.command, r.err
	case <-ctx.Done():
		return option.Command{}, context.Cause(ctx)
	}
}

// writeHelp writes the help text or the version that the command line asks for.
func writeHelp(env Env, c option.Command) error {
	w, version := env.Stdout, env.version()
	switch c.Request {
	case option.Usage:
		return option.WriteUsage(w, product, version)
	case option.HelpFor:
		return c.Topic.WriteHelp(w)
	case option.Samples:
		return option.WriteSamples(w)
	case option.Emulator:
		return writeEmulatorUsage(w)
	case option.Version:
		_, err := fmt.Fprintln(w, product, version)
		return err
	}
	return option.WriteHelp(w, product, version)
}

// unlessReaderGone returns the error of writing a help text, or nil when that is a pipe whose reader has gone, such as head,
// which has read all that it wants.
func unlessReaderGone(err error) error {
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // instead of EPIPE on Windows
	gone := errors.Is(err, syscall.EPIPE)
	if runtime.GOOS == "windows" {
		gone = errors.Is(err, brokenPipe) || errors.Is(err, noData)
	}
	if gone {
		return nil
	}
	return err
}

func transferFiles(ctx context.Context, env Env, c option.Command) (report.Summary, error) {
	env.hide(c.Options)
	if err := c.Unsupported(); err != nil {
		return report.Summary{}, err
	}
	var console report.Handler = env.console()
	if c.Options.ListOnly {
		console = report.NewListing(env.console())
	}
	handler := newNotices(console)
	questions := newPrompt(env.screen, env.Stdin, isTerminal(env.Stdin))
	kept, o, err := openJournal(ctx, env, c.Options, handler, questions)
	env.hide(o)
	if failed := handler.openLog(env, o); err == nil { // open it in any case: it gets the journal's error as well
		err = failed
	}
	var summary report.Summary
	if err == nil {
		summary, err = transfer(ctx, env, o, handler, job.Env{Overwrite: questions, Journal: kept.Journal, Own: ownFiles(env, c, kept, handler.log)})
	}
	return summary, handler.end(ctx, kept.end(summary, err))
}

// console returns the handler that prints messages.
func (env Env) console() *report.Console { return report.NewConsole(env.screen, time.Now) }

// transfer adds the rest of the job's environment, and runs the job.
func transfer(ctx context.Context, env Env, o option.Options, handler *notices, e job.Env) (report.Summary, error) {
	for _, warning := range foreignPaths(runtime.GOOS, o) {
		if err := handler.Handle(warning); err != nil {
			return report.Summary{}, err
		}
	}
	e.Handler = handler
	e.Getenv = env.Getenv
	e.EmulatorFolder = func() (string, error) { return emulatorFolder(runtime.GOOS, env.Getenv) }
	e.ContentTypes = func() (contenttype.Types, error) { return contentTypes(env) }
	e.Rules = localRules()
	return job.Run(ctx, o, e)
}

// contentTypes returns the content types by extension, including those of the user's configuration.
func contentTypes(env Env) (contenttype.Types, error) {
	executable, err := os.Executable()
	if err != nil {
		executable = ""
	}
	return contenttype.Load(configFiles(runtime.GOOS, env.Getenv, executable))
}

func isTerminal(stream any) bool {
	if w, ok := stream.(*maskedWriter); ok {
		stream = w.Writer
	}
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}
