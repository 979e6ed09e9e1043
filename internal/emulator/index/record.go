package index

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Read decodes the record of a key, which is JSON, into value, and reports whether there is one.
func Read(r Reader, key string, value any) (bool, error) {
	data := r.Get(key)
	if data == nil {
		return false, nil
	}
	return true, Decode(key, data, value)
}

// Decode decodes the record of a key.
func Decode(key string, data []byte, value any) error {
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("%w: the record %q: %w", ErrDamaged, key, err)
	}
	return nil
}

// Write encodes the record of a key.
func Write(w Writer, key string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode the record %q: %w", key, err)
	}
	w.Put(key, data)
	return nil
}

// KeysBelow returns the keys that begin with a prefix. They are read before anything is deleted, because deleting makes
// cursors invalid.
func KeysBelow(r Reader, prefix string) []string {
	var keys []string
	cursor := r.Cursor()
	for ok := cursor.Seek(prefix); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		keys = append(keys, cursor.Key())
	}
	return keys
}
