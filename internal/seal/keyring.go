package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring is a Store in the keyring of the operating system: the Secret Service of a desktop on Linux, the Keychain on
// macOS, the Credential Manager on Windows.
type Keyring struct {
	Service, User string
	// Patience is how long the keyring may take to answer: a locked one waits for a person.
	Patience time.Duration
}

// Reachable reports whether it is worth asking a keyring. On Linux that needs a session bus, which the library would
// otherwise try to start.
func Reachable(goos string, getenv func(string) string) bool {
	switch goos {
	case "windows", "darwin":
		return true
	}
	return getenv("DBUS_SESSION_BUS_ADDRESS") != ""
}

// Key asks the keyring.
func (k Keyring) Key(ctx context.Context, create func() string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	type answer struct {
		key string
		err error
	}
	answered := make(chan answer, 1)
	go func() {
		key, err := k.key(create)
		answered <- answer{key, err}
	}()
	select {
	case a := <-answered:
		return a.key, a.err
	case <-ctx.Done():
		return "", fmt.Errorf("the keyring does not answer: %w", ctx.Err())
	}
}

func (k Keyring) key(create func() string) (string, error) {
	key, err := keyring.Get(k.Service, k.User)
	if err == nil || !errors.Is(err, keyring.ErrNotFound) {
		return key, err
	}
	if create == nil {
		return "", nil
	}
	if err := keyring.Set(k.Service, k.User, create()); err != nil {
		return "", err
	}
	return keyring.Get(k.Service, k.User) // another process may have been faster
}
