package storage

import "testing"

func TestIsZero(t *testing.T) {
	for _, tt := range []struct {
		p    string
		want bool
	}{{"", true}, {"\x00", true}, {"\x01", false}, {"\x00\x00\x00", true}, {"\x01\x00\x00", false}, {"\x00\x01\x00", false}, {"\x00\x00\x01", false}, {"\x01\x01", false}} {
		if got := IsZero([]byte(tt.p)); got != tt.want {
			t.Errorf("%q: %v", tt.p, got)
		}
	}
}
