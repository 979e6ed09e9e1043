// Package seal keeps secrets that must outlive a process, such as the account keys that a later run needs to resume an
// earlier one, unreadable by anybody but this user. They are sealed with AES-256-GCM under the user's own key, which is in
// the operating system's keyring if one answers, and otherwise in a file that only the user may read.
package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"azcopy/internal/storage"
)

// keyLength is the length of a key in bytes.
const keyLength = 32

// ErrNoKey means that no store has a key or accepts one. The error that wraps it names the reason of each store.
var ErrNoKey = errors.New("there is no key to seal secrets with")

// ErrOtherKey means that a text was sealed under a key that this user does not have, or was changed.
var ErrOtherKey = errors.New("it was sealed by another user or on another machine, or the key is gone")

// Store keeps a user's key.
type Store interface {
	// Key returns the key, in base64. When there is none, it stores and returns what create returns, or returns "" when
	// create is nil.
	Key(ctx context.Context, create func() string) (string, error)
}

// Box seals and opens texts.
type Box struct {
	stores []Store
}

// NewBox returns a box whose keys are in these stores. It seals with the first one that answers, and opens with any.
func NewBox(stores ...Store) *Box { return &Box{stores: stores} }

// Seal encrypts a text for a purpose: only Open with the same one returns it.
func (b *Box) Seal(ctx context.Context, text []byte, purpose string) ([]byte, error) {
	failed := ErrNoKey
	for _, s := range b.stores {
		encoded, err := s.Key(ctx, newKey)
		if err == nil {
			var aead cipher.AEAD
			if aead, err = cipherOf(encoded); err == nil {
				return aead.Seal(nil, nil, text, []byte(purpose)), nil
			}
		}
		failed = fmt.Errorf("%w; %w", storage.Clause(failed), err) // on one line, for printing
	}
	return nil, failed
}

// Open decrypts a sealed text, or returns ErrOtherKey.
func (b *Box) Open(ctx context.Context, sealed []byte, purpose string) ([]byte, error) {
	for _, s := range b.stores {
		encoded, err := s.Key(ctx, nil)
		if err != nil || encoded == "" {
			continue
		}
		aead, err := cipherOf(encoded)
		if err != nil {
			continue
		}
		if text, err := aead.Open(nil, nil, sealed, []byte(purpose)); err == nil {
			return text, nil
		}
	}
	return nil, ErrOtherKey
}

func newKey() string {
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // it never fails: see crypto/rand
	return base64.StdEncoding.EncodeToString(key)
}

// decode returns the key from base64. The error does not repeat it.
func decode(encoded string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) != keyLength {
		return nil, errors.New("the key that seals secrets is damaged")
	}
	return key, nil
}

func cipherOf(encoded string) (cipher.AEAD, error) {
	key, err := decode(encoded)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use the key that seals secrets: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}
