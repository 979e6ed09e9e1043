package emulator

import (
	"fmt"
	"log/slog"
	"time"

	"azcopy/internal/emulator/service"
)

type settings struct {
	front     service.Front
	folder    string
	copySpeed int64
}

// Option is a setting of an emulator.
type Option func(*settings) error

// WithFolder keeps the state in a folder, which is created when missing. Without it, the state is in memory.
func WithFolder(path string) Option {
	return func(s *settings) error { s.folder = path; return nil }
}

// WithAccount adds an account with a key, which is base64.
func WithAccount(name, key string) Option {
	return func(s *settings) error { return s.front.Accounts.Add(name, key) }
}

// WithClock sets the service's clock.
func WithClock(now func() time.Time) Option {
	return func(s *settings) error { s.front.Now = now; return nil }
}

// WithCopySpeed makes a copy within the service take time by the service's clock: its size divided by this many bytes a
// second. Without it, or with 0, a copy is complete in the answer that starts it.
func WithCopySpeed(bytesPerSecond int64) Option {
	return func(s *settings) error {
		if bytesPerSecond < 0 {
			return fmt.Errorf("%d bytes a second is not a valid speed for a copy", bytesPerSecond)
		}
		s.copySpeed = bytesPerSecond
		return nil
	}
}

// WithNamesAsSent keeps the names of blobs as they were sent, as other services with this API do. Azure Storage changes some:
// see docs/emulator.md.
func WithNamesAsSent() Option {
	return func(s *settings) error { s.front.NamesAsSent = true; return nil }
}

// WithFaults asks a function about each request, from many goroutines at once, what is to go wrong with it.
func WithFaults(fault func(service.Call) service.Fault) Option {
	return func(s *settings) error { s.front.Fault = fault; return nil }
}

// WithObserver calls a function for each request that has been served, from many goroutines at once.
func WithObserver(observe func(service.Call)) Option {
	return func(s *settings) error { s.front.Observe = observe; return nil }
}

// WithLog logs what goes wrong inside the emulator.
func WithLog(log *slog.Logger) Option {
	return func(s *settings) error { s.front.Log = log; return nil }
}
