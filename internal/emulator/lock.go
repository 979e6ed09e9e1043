package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"azcopy/internal/exclusive"
)

// ErrInUse is the error for a folder that another process uses.
var ErrInUse = errors.New("another process uses the data of the emulator")

// lockInterval is how often a folder that is in use is tried again.
const lockInterval = 50 * time.Millisecond

// lockFolder locks the folder for this process, and creates it when missing.
func lockFolder(ctx context.Context, folder string) (io.Closer, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the folder of the emulator's data: %w", err)
	}
	for {
		lock, err := exclusive.Open(filepath.Join(folder, "lock"))
		switch {
		case err == nil:
			return lock, nil
		case !errors.Is(err, exclusive.ErrInUse):
			return nil, fmt.Errorf("lock the emulator's data in %s: %w", folder, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w in %s", ErrInUse, folder)
		case <-time.After(lockInterval):
		}
	}
}
