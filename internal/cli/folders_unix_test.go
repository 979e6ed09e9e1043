//go:build unix

package cli

import "testing"

// Each row is a system and its environment. The test runs on Unix alone, where these paths are absolute.
func TestStateFolder(t *testing.T) {
	for _, tt := range []struct {
		goos string
		env  map[string]string
		want string // empty for an error
	}{
		{"windows", map[string]string{"LOCALAPPDATA": "/l"}, "/l/Microsoft/Azure/AzCopy"},
		{"windows", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/x"}, "/x/azcopy"},
		{"windows", nil, ""},
		{"darwin", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/x"}, "/h/Library/Application Support/azcopy"},
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/x", "LOCALAPPDATA": "/l"}, "/x/azcopy"},
		{"linux", map[string]string{"XDG_STATE_HOME": "/x"}, "/x/azcopy"},
		{"linux", map[string]string{"HOME": "/h"}, "/h/.local/state/azcopy"},
		{"linux", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "relative"}, "/h/.local/state/azcopy"},
		{"freebsd", map[string]string{"HOME": "/h"}, "/h/.local/state/azcopy"},
		{"linux", nil, ""},
		{"darwin", nil, ""},
	} {
		got, err := stateFolder().path(tt.goos, func(name string) string { return tt.env[name] })
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s with %v: got %q, %v, want %q", tt.goos, tt.env, got, err, tt.want)
		}
	}
}
