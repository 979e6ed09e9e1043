package job

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/emulator"
)

func TestEmbeddedWaitsForAnotherRun(t *testing.T) { synctest.Test(t, testEmbeddedWaits) }

func testEmbeddedWaits(t *testing.T) {
	folder := t.TempDir()
	env := Env{EmulatorFolder: func() (string, error) { return folder, nil }}
	first, err := openEmbedded(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = openEmbedded(short, env)
	if !errors.Is(err, emulator.ErrInUse) || !strings.Contains(err.Error(), "AZCOPY_EMULATOR_DATA") || !strings.Contains(err.Error(), folder) {
		t.Errorf("got %v after the wait", err)
	}
	opened := make(chan error, 1)
	go func() {
		second, err := openEmbedded(t.Context(), env)
		if err == nil {
			err = second.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		t.Fatalf("two runs use the same data at once, or one gave up: %v", err)
	case <-time.After(embeddedWait - time.Second):
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}
