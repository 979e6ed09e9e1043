package cli

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestConfigFiles(t *testing.T) {
	const name = "AzCopyConfig.json"
	executable := filepath.Join("opt", "azcopy", "azcopy")
	beside := filepath.Join("opt", "azcopy", name)
	for _, tt := range []struct {
		goos, variable, value string
		want                  []string // the user's
	}{
		{"windows", "LOCALAPPDATA", "local", []string{filepath.Join("local", "Microsoft", "Azure", "AzCopy", name)}},
		{"linux", "HOME", "home", []string{
			filepath.Join("home", ".local", "share", "azcopy", name), filepath.Join("home", ".local", "state", "azcopy", name)}},
		{"darwin", "HOME", "home", []string{filepath.Join("home", "Library", "Application Support", "azcopy", name)}},
		{"linux", "", "", nil},
	} {
		getenv := func(variable string) string {
			if variable == tt.variable {
				return tt.value
			}
			return ""
		}
		want := append(slices.Clone(tt.want), beside)
		if got := configFiles(tt.goos, getenv, executable); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.goos, got, want)
		}
		if got := configFiles(tt.goos, getenv, ""); !slices.Equal(got, tt.want) {
			t.Errorf("%s, of unknown path: got %q", tt.goos, got)
		}
	}
}
