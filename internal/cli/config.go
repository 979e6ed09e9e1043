package cli

import (
	"path/filepath"

	"azcopy/internal/contenttype"
)

// configFiles returns where AzCopyConfig.json may lie, the user's own before the one beside the program, which is for
// all users. An executable of unknown path is empty.
func configFiles(goos string, getenv func(string) string, executable string) []string {
	var files []string
	if folder, err := configFolder(goos, getenv); err == nil {
		files = append(files, filepath.Join(folder, contenttype.ConfigName))
	}
	if executable != "" {
		files = append(files, filepath.Join(filepath.Dir(executable), contenttype.ConfigName))
	}
	return files
}

// configFolder returns the user's default folder: AzCopy's own on Windows, the folder for data elsewhere.
func configFolder(goos string, getenv func(string) string) (string, error) {
	if local := getenv("LOCALAPPDATA"); goos == "windows" && local != "" {
		return filepath.Join(local, "Microsoft", "Azure", "AzCopy"), nil
	}
	return dataFolder(goos, getenv)
}
