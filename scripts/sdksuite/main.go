// Command sdksuite runs the tests that ship inside the modules of the Azure SDK live against "azcopy emulator", which they take
// for Azure Storage. It is run from the root of the repository:
//
//	go run ./scripts/sdksuite               every test must pass that is not left out for a stated reason
//	go run ./scripts/sdksuite -run REGEXP   the tests that match as "module package Name", those left out as well, each in a
//	                                        process of its own; the output shows which of them pass
//
// The modules' own dependencies are downloaded on first use.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	pattern := flag.String("run", "", "run only the tests that match, each in a process of its own")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *pattern); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, pattern string) error {
	match, err := regexp.Compile(pattern)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "sdksuite-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	emulator, err := build(ctx, work)
	if err != nil {
		return err
	}
	for _, s := range suites() {
		if pattern == "" {
			err = s.run(ctx, work, emulator)
		} else {
			err = s.try(ctx, work, emulator, match)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name(), err)
		}
	}
	return nil
}

// run runs the tests that must pass.
func (s suite) run(ctx context.Context, work string, e emulator) error {
	begun := time.Now()
	dir, err := s.dir(ctx)
	if err != nil {
		return err
	}
	required, _, err := s.tests(dir)
	if err != nil {
		return err
	}
	results, err := s.results(ctx, dir, work, e, batches(required))
	if err != nil {
		return err
	}
	var failed int
	for _, r := range results {
		for _, t := range r.failed() {
			failed++
			fmt.Printf("FAIL %s %s\n", s.name(), t)
		}
		fmt.Print(r.excerpt())
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d tests fail", failed, len(required))
	}
	fmt.Printf("%s: all %d tests pass, in %s\n", s.name(), len(required), time.Since(begun).Round(time.Second))
	return nil
}

// try runs the tests that match one by one, and prints how each fares.
func (s suite) try(ctx context.Context, work string, e emulator, match *regexp.Regexp) error {
	dir, err := s.dir(ctx)
	if err != nil {
		return err
	}
	required, leftOut, err := s.tests(dir)
	if err != nil {
		return err
	}
	var alone [][]test
	for _, t := range slices.Concat(required, leftOut) {
		if match.MatchString(s.name() + " " + t.String()) {
			alone = append(alone, []test{t})
		}
	}
	results, err := s.results(ctx, dir, work, e, alone)
	for _, r := range results {
		verdict := "PASS"
		if len(r.failed()) > 0 {
			verdict = "FAIL"
		}
		fmt.Println(verdict, s.name(), r.batch[0])
		fmt.Print(strings.TrimLeft(r.excerpt(), "\n"))
	}
	return err
}
