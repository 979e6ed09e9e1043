package cli

import (
	"path/filepath"
	"slices"

	"azcopy/internal/contenttype"
)

// configFiles returns where AzCopyConfig.json may lie, in the order in which it is looked for: in the user's own folders,
// then beside the program, where it is for all users. An executable of unknown path is empty.
func configFiles(goos string, getenv func(string) string, executable string) []string {
	var files []string
	for _, kind := range []userFolder{configFolder(), stateFolder()} { // one and the same except where XDG tells them apart
		folder, err := kind.path(goos, getenv)
		if file := filepath.Join(folder, contenttype.ConfigName); err == nil && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	if executable != "" {
		files = append(files, filepath.Join(filepath.Dir(executable), contenttype.ConfigName))
	}
	return files
}
