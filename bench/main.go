//go:build unix

// Command bench measures what a user pays for a run of the real program: elapsed time, CPU time and the peak of the
// memory. It builds the program, starts its emulator as a process of its own with its data in a folder, and copies
// generated files there and back:
//
//	go run ./bench [-nc 16,512] [-runs 3] [-tree mixed|small|large]
//
// The figures in docs/measurements.md come from it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// options are those of the command line.
type options struct {
	concurrency []int // of /NC
	runs        int
	trees       []tree
}

func parse(args []string) (options, error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	nc := flags.String("nc", "16,512", "values of /NC, separated by commas")
	only := flags.String("tree", "", "only the tree of this name")
	o := options{}
	flags.IntVar(&o.runs, "runs", 1, "how often each copy is repeated")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	for value := range strings.SplitSeq(*nc, ",") {
		n, err := strconv.Atoi(value)
		if err != nil {
			return o, fmt.Errorf("-nc: %w", err)
		}
		o.concurrency = append(o.concurrency, n)
	}
	for _, t := range trees() {
		if *only == "" || *only == t.name {
			o.trees = append(o.trees, t)
		}
	}
	if len(o.trees) == 0 {
		return o, fmt.Errorf("-tree: there is no tree %q", *only)
	}
	return o, nil
}

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	p := program{path: filepath.Join(work, "azcopy"), data: filepath.Join(work, "data")}
	if err := p.build(ctx); err != nil {
		return err
	}
	if err := p.serve(ctx); err != nil {
		return err
	}
	defer p.stop()
	fmt.Println("| tree | direction | /NC | elapsed s | CPU s | CPU µs a file | MiB/s | peak MiB |")
	fmt.Println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, t := range o.trees {
		if err := measure(ctx, p, t, o, work); err != nil {
			return err
		}
	}
	return nil
}

// measure copies one tree up and down with each concurrency, and prints a row for each copy.
func measure(ctx context.Context, p program, t tree, o options, work string) error {
	folder := filepath.Join(work, t.name)
	if err := t.create(folder); err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for _, nc := range o.concurrency {
		for i := range o.runs {
			container := fmt.Sprintf("%s/%s-%d-%d", p.endpoint, t.name, nc, i)
			down := filepath.Join(work, "down")
			up, err := p.copy(ctx, "/Source:"+folder, "/Dest:"+container, "/DestType:Blob", "/S", fmt.Sprintf("/NC:%d", nc))
			if err != nil {
				return err
			}
			fmt.Println(row(t, "up", nc, up))
			back, err := p.copy(ctx, "/Source:"+container, "/Dest:"+down, "/SourceType:Blob", "/S", fmt.Sprintf("/NC:%d", nc))
			if err != nil {
				return err
			}
			fmt.Println(row(t, "down", nc, back))
			if err := os.RemoveAll(down); err != nil {
				return err
			}
		}
	}
	return nil
}

func row(t tree, direction string, nc int, c cost) string {
	return fmt.Sprintf("| %s | %s | %d | %.2f | %.2f | %.0f | %.0f | %.0f |", t.name, direction, nc, c.elapsed.Seconds(),
		c.cpu.Seconds(), float64(c.cpu.Microseconds())/float64(t.files()), float64(t.bytes())/(1<<20)/c.elapsed.Seconds(),
		float64(c.peak)/(1<<20))
}
