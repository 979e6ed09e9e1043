package storage

// Masked is printed in place of a secret.
const Masked = "******"

// Secret is an account key or a SAS. However it is formatted or encoded, it prints as Masked; only Reveal returns the value.
type Secret string

// Reveal returns the secret itself, to sign or to send it.
func (s Secret) Reveal() string { return string(s) }

// String returns Masked, or nothing for a secret that is not set.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return Masked
}

// GoString keeps %#v from printing the value.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText keeps JSON and other encodings from printing the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
