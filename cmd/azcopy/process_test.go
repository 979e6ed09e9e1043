package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// outcome is how a run of the program ended.
type outcome struct {
	code           int
	stdout, stderr string
	elapsed        time.Duration
}

// azcopy runs the program as a process of its own, and fails the test when it hangs.
func azcopy(t *testing.T, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	process := command(ctx, t, args...)
	var stdout, stderr bytes.Buffer
	process.Stdout, process.Stderr = &stdout, &stderr
	started := time.Now()
	err := process.Run()
	if ctx.Err() != nil {
		t.Fatalf("azcopy %q did not end:\n%s%s", args, &stdout, &stderr)
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return outcome{process.ProcessState.ExitCode(), stdout.String(), stderr.String(), time.Since(started)}
}

// command is the program as a process of its own, whose journal is in a folder of its own.
func command(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	process := exec.CommandContext(ctx, "azcopy", args...)
	process.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	return process
}

// served serves an emulator at a port of this machine, and returns the URL of its development account.
func served(t *testing.T, options ...emulator.Option) string {
	t.Helper()
	server := httptest.NewServer(opened(t, options...))
	t.Cleanup(server.Close)
	return server.URL + "/" + storage.DevelopmentAccount
}

// opened returns the Blob service of an emulator.
func opened(t *testing.T, options ...emulator.Option) http.Handler {
	t.Helper()
	return openEmulator(t, options...).Blob()
}

func openEmulator(t *testing.T, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	em, err := emulator.Open(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := em.Close(); err != nil {
			t.Error(err)
		}
	})
	return em
}

// official returns the official client of a container of the development account.
func official(t *testing.T, containerURL string) *container.Client {
	t.Helper()
	credential, err := container.NewSharedKeyCredential(storage.DevelopmentAccount, auth.DevelopmentKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := container.NewClientWithSharedKeyCredential(containerURL, credential, &container.ClientOptions{
		ClientOptions: policy.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// notify leaves a value in a channel, unless it is full, so that whoever waits looks again.
func notify(waiting chan<- struct{}) {
	select {
	case waiting <- struct{}{}:
	default:
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
