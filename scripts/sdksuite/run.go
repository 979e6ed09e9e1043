package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// batchSize is how many tests are run in one process, one after another. Neighbours stay together: those that take gigabytes
// have names of one beginning, and are not run side by side.
const batchSize = 20

// batches splits tests so that each batch is of one folder.
func batches(tests []test) [][]test {
	var split [][]test
	for len(tests) > 0 {
		n := slices.IndexFunc(tests, func(t test) bool { return t.folder != tests[0].folder })
		if n < 0 {
			n = len(tests)
		}
		split = slices.AppendSeq(split, slices.Chunk(tests[:n], batchSize))
		tests = tests[n:]
	}
	return split
}

// result is how a batch fared.
type result struct {
	batch  []test
	output string
}

// results compiles the suite and runs the batches, several at a time, each with an emulator of its own.
func (s suite) results(ctx context.Context, dir, work string, e emulator, split [][]test) ([]result, error) {
	programs, source := filepath.Join(work, s.name()+"-programs"), filepath.Join(work, s.name())
	if err := compile(ctx, dir, programs, split); err != nil {
		return nil, err
	}
	// The module's folder is read-only, and its tests write below theirs.
	if err := os.CopyFS(source, os.DirFS(dir)); err != nil {
		return nil, err
	}
	results, failures := make([]result, len(split)), make([]error, len(split))
	slots := make(chan struct{}, 2*runtime.NumCPU()) // tests also wait
	var running sync.WaitGroup
	for i, batch := range split {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i].batch = batch
			results[i].output, failures[i] = s.runBatch(ctx, programs, source, e, batch)
		})
	}
	running.Wait()
	return results, errors.Join(failures...)
}

// compile makes a program of the tests of each folder of the module in dir.
func compile(ctx context.Context, dir, programs string, split [][]test) error {
	args := []string{"test", "-c", "-o", programs + string(filepath.Separator)}
	for _, batch := range split {
		if folder := "./" + batch[0].folder; !slices.Contains(args, folder) {
			args = append(args, folder)
		}
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	_, err := cmd.Output()
	return explained(err)
}

// runBatch returns what the tests print. It is not an error when some fail.
func (s suite) runBatch(ctx context.Context, programs, source string, e emulator, batch []test) (string, error) {
	server, err := e.start(ctx)
	if err != nil {
		return "", err
	}
	defer server.stop()
	var methods []string
	for _, t := range batch {
		methods = append(methods, t.method)
	}
	folder := filepath.Join(source, batch[0].folder)
	cmd := exec.CommandContext(ctx, filepath.Join(programs, path.Base(filepath.ToSlash(folder))+".test"),
		"-test.run", "^Test$", "-testify.m", "^("+strings.Join(methods, "|")+")$", "-test.v", "-test.timeout", "15m")
	cmd.Dir = folder
	cmd.Env = append(slices.DeleteFunc(os.Environ(), isOnServer), slices.Concat(s.environment, []string{
		"AZURE_RECORD_MODE=live", "PROXY_MANUAL_START=true",
		"HTTP_PROXY=" + server.proxy, "HTTPS_PROXY=" + server.proxy, "NO_PROXY=", "SSL_CERT_FILE=" + e.cert,
	})...)
	output, err := cmd.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); failed && ctx.Err() == nil {
		err = nil
	}
	return string(output), err
}

// isOnServer reports whether a variable makes the tests believe that they run on a build server, where they need more.
func isOnServer(variable string) bool {
	return strings.HasPrefix(variable, "TF_BUILD=") || strings.HasPrefix(variable, "GITHUB_ACTIONS=")
}

// passed reports whether a test ran to its end and passed.
func (r result) passed(t test) bool {
	return strings.Contains(r.output, fmt.Sprintf("--- PASS: Test/%s (", t.method))
}

// failed returns the other tests.
func (r result) failed() []test { return slices.DeleteFunc(slices.Clone(r.batch), r.passed) }

// The lines from which an excerpt is shown, and how many are.
var notable = regexp.MustCompile(`^\s*--- FAIL|Error Trace:|^panic|^\s*--- SKIP`)

const (
	afterNotable = 20
	mostLines    = 100
)

// excerpt returns what the output says of failures.
func (r result) excerpt() string {
	if len(r.failed()) == 0 {
		return ""
	}
	var excerpt []string
	left := 0
	for line := range strings.Lines(r.output) {
		if notable.MatchString(line) {
			left = afterNotable
		}
		if left > 0 && len(excerpt) < mostLines {
			excerpt = append(excerpt, line)
			left--
		}
	}
	return strings.Join(excerpt, "")
}
