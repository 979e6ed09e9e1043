package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"azcopy/internal/regular"

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
	file, err := regular.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // a pipe could not be locked
	if err != nil {
		return nil, fmt.Errorf("lock the emulator's data in %s: %w", folder, err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("lock the emulator's data in %s: %w", folder, err)
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
