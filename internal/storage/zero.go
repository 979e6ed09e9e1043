package storage

import "bytes"

// IsZero reports whether all bytes are zero, by comparing the bytes with themselves shifted by one.
func IsZero(p []byte) bool {
	return len(p) == 0 || p[0] == 0 && bytes.Equal(p[1:], p[:len(p)-1])
}
