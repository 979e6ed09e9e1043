package emulator

import (
	"log/slog"
	"time"

	"azcopy/internal/emulator/service"
)

type settings struct {
	front  service.Front
	folder string
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

// WithFaults asks a function about each request, from many goroutines at once, what is to go wrong with it.
func WithFaults(fault func(service.Call) service.Fault) Option {
	return func(s *settings) error { s.front.Fault = fault; return nil }
}

// WithObserver tells a function of each request that has been served, from many goroutines at once.
func WithObserver(observe func(service.Call)) Option {
	return func(s *settings) error { s.front.Observe = observe; return nil }
}

// WithLog logs what goes wrong inside the emulator.
func WithLog(log *slog.Logger) Option {
	return func(s *settings) error { s.front.Log = log; return nil }
}
