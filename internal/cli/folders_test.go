package cli

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/option"
)

// The help of an option that has a default folder names its path on each system.
func TestHelpNamesTheFolders(t *testing.T) {
	for name, folder := range map[string]userFolder{"V": stateFolder(), "SetContentType": configFolder()} {
		i := slices.IndexFunc(option.Table(), func(o option.Option) bool { return o.Name == name })
		help := strings.Join(strings.Fields(filepath.ToSlash(option.Table()[i].Help)), " ")
		help = strings.ReplaceAll(help, `\`, "/")
		for goos, variable := range map[string]string{"windows": "LOCALAPPDATA", "darwin": "HOME", "linux": "HOME"} {
			path, err := folder.path(goos, func(asked string) string {
				if asked != variable {
					return ""
				}
				return map[string]string{"HOME": "~", "LOCALAPPDATA": "%LocalAppData%"}[asked]
			})
			if err != nil || !strings.Contains(help, filepath.ToSlash(path)) {
				t.Errorf("/%s: the help lacks %s, %v", name, path, err)
			}
		}
		if want := "$" + folder.variable + "/azcopy"; !strings.Contains(help, want) {
			t.Errorf("/%s: the help lacks %s", name, want)
		}
	}
}
