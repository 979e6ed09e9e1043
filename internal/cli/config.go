package cli

import (
	"path/filepath"
	"slices"

	"azcopy/internal/contenttype"
)

// configFiles returns the paths at which AzCopyConfig.json may be, in the order in which they are tried: the user's folders,
// then the folder of the program, which is for all users. The executable is empty when its path is unknown.
func configFiles(goos string, getenv func(string) string, executable string) []string {
	var files []string
	for _, kind := range []userFolder{configFolder(), stateFolder()} { // the same folder on Windows and macOS
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
