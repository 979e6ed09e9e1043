// Package cli is one invocation of the program, from its arguments to its exit code. No other package prints or asks.
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

// Env is what an invocation sees of the world.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Release is the version of the release that the program was built for, empty for none.
	Release string
	// secrets are removed from all that is printed, and screen is where messages are. Main fills them in.
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
		_ = env.console().Handle(failure(ctx, err)) // whoever can't read it has the code
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

// parse parses the command line. A response file may be a pipe that nobody writes to yet, so that it can be interrupted.
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

// writeHelp writes the help text, or the version, that a command line asks for.
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

// unlessReaderGone returns the error of writing a help text, or nil when the reader of a pipe has gone: a reader such as
// head has all that it wants.
func unlessReaderGone(err error) error {
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // what Windows has in place of EPIPE
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
	told := newNotices(console)
	questions := newPrompt(env.screen, env.Stdin, isTerminal(env.Stdin))
	kept, o, err := openJournal(ctx, env, c.Options, told, questions)
	env.hide(o)
	if failed := told.openLog(env, o); err == nil { // the log has the journal's error as well
		err = failed
	}
	var summary report.Summary
	if err == nil {
		summary, err = transfer(ctx, env, o, told, job.Env{Overwrite: questions, Journal: kept.Journal, Own: ownFiles(env, c, kept, told.log)})
	}
	return summary, told.end(ctx, kept.end(summary, err))
}

// console returns the handler that prints messages.
func (env Env) console() *report.Console { return report.NewConsole(env.screen, time.Now) }

// transfer runs the job with the rest of what it needs from its environment.
func transfer(ctx context.Context, env Env, o option.Options, told *notices, e job.Env) (report.Summary, error) {
	for _, warning := range foreignPaths(runtime.GOOS, o) {
		if err := told.Handle(warning); err != nil {
			return report.Summary{}, err
		}
	}
	e.Handler = told
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
