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
	var match *regexp.Regexp // nil for the tests that must pass
	if pattern != "" {
		var err error
		if match, err = regexp.Compile(pattern); err != nil {
			return err
		}
	}
	work, err := os.MkdirTemp("", "sdksuite-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	e, err := build(ctx, work)
	if err != nil {
		return err
	}
	for _, s := range suites() {
		if err := s.run(ctx, work, e, match); err != nil {
			return fmt.Errorf("%s: %w", s.name(), err)
		}
	}
	return nil
}

// run runs the tests that must pass, or those that match one by one, and prints how they fare. That some fail is an error.
func (s suite) run(ctx context.Context, work string, e emulator, match *regexp.Regexp) error {
	started := time.Now()
	dir, err := s.dir(ctx)
	if err != nil {
		return err
	}
	required, leftOut, err := s.tests(dir)
	if err != nil {
		return err
	}
	split := batches(required)
	if match != nil {
		split = s.alone(match, slices.Concat(required, leftOut))
	}
	results, err := s.results(ctx, dir, work, e, split)
	if err != nil {
		return err
	}
	ran, failed := 0, 0
	for _, r := range results {
		for _, t := range r.batch {
			if match != nil && r.passed(t) {
				fmt.Println("PASS", s.name(), t)
			}
		}
		for _, t := range r.failed() {
			fmt.Println("FAIL", s.name(), t)
		}
		fmt.Print(r.excerpt())
		ran, failed = ran+len(r.batch), failed+len(r.failed())
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d tests fail", failed, ran)
	}
	fmt.Printf("%s: all %d tests pass, in %s\n", s.name(), ran, time.Since(started).Round(time.Second))
	return nil
}

// alone returns the tests that match, each a batch of its own.
func (s suite) alone(match *regexp.Regexp, tests []test) [][]test {
	var alone [][]test
	for _, t := range tests {
		if match.MatchString(s.name() + " " + t.String()) {
			alone = append(alone, []test{t})
		}
	}
	return alone
}
