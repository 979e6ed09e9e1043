package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
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
	path := filepath.Join(folder, "lock")
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() { // opening it could wait for ever
		return nil, fmt.Errorf("lock the emulator's data: %s is not a regular file; remove it", path)
	}
	lock := flock.New(path)
	locked, err := lock.TryLockContext(ctx, lockInterval)
	if ctx.Err() != nil && !locked {
		return nil, fmt.Errorf("%w in %s", ErrInUse, folder)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the emulator's data in %s: %w", folder, err)
	}
	return lock, nil
}
