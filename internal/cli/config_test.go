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
		want                  string // the user's
	}{
		{"windows", "LOCALAPPDATA", "local", filepath.Join("local", "Microsoft", "Azure", "AzCopy", name)},
		{"linux", "HOME", "home", filepath.Join("home", ".local", "share", "azcopy", name)},
		{"darwin", "HOME", "home", filepath.Join("home", "Library", "Application Support", "azcopy", name)},
		{"linux", "", "", ""},
	} {
		getenv := func(variable string) string {
			if variable == tt.variable {
				return tt.value
			}
			return ""
		}
		want := []string{tt.want, beside}
		if tt.want == "" {
			want = want[1:]
		}
		if got := configFiles(tt.goos, getenv, executable); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.goos, got, want)
		}
		if got := configFiles(tt.goos, getenv, ""); slices.Contains(got, name) || len(got) != len(want)-1 {
			t.Errorf("%s, of unknown path: got %q", tt.goos, got)
		}
	}
}
