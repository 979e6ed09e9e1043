package cli

import (
	"errors"
	"fmt"
	"path/filepath"
)

// errNoHome is wrapped with what there is no place for.
var errNoHome = errors.New("there is no home folder")

// dataFolder returns where a program keeps the data of its user.
func dataFolder(goos string, getenv func(string) string) (string, error) {
	if local := getenv("LOCALAPPDATA"); goos == "windows" && local != "" {
		return filepath.Join(local, "azcopy"), nil
	}
	return homeFolder(goos, getenv, "XDG_DATA_HOME", ".local/share")
}

// stateFolder returns where a program keeps what it notes of its runs, such as logs. On Windows it is the folder that
// AzCopy always used.
func stateFolder(goos string, getenv func(string) string) (string, error) {
	if local := getenv("LOCALAPPDATA"); goos == "windows" && local != "" {
		return filepath.Join(local, "Microsoft", "Azure", "AzCopy"), nil
	}
	return homeFolder(goos, getenv, "XDG_STATE_HOME", ".local/state")
}

// keyFolder returns where a program keeps the key of its user, which is no folder of a journal.
func keyFolder(goos string, getenv func(string) string) (string, error) {
	home, local := getenv("HOME"), getenv("LOCALAPPDATA")
	switch {
	case goos == "windows" && local != "":
		return filepath.Join(local, "azcopy", "keys"), nil
	case goos == "darwin" && home != "":
		return filepath.Join(home, ".config", "azcopy"), nil
	}
	return homeFolder(goos, getenv, "XDG_CONFIG_HOME", ".config")
}

// homeFolder returns the folder that XDG has for one purpose, and its like on macOS, which knows but one for all: the
// one that an environment variable names, or else one below the home folder.
func homeFolder(goos string, getenv func(string) string, variable, belowHome string) (string, error) {
	home := getenv("HOME")
	switch {
	case goos == "darwin" && home != "":
		return filepath.Join(home, "Library", "Application Support", "azcopy"), nil
	case filepath.IsAbs(getenv(variable)):
		return filepath.Join(getenv(variable), "azcopy"), nil
	case home != "":
		return filepath.Join(home, filepath.FromSlash(belowHome), "azcopy"), nil
	}
	return "", errNoHome
}

// emulatorFolder returns where the embedded emulator keeps its data.
func emulatorFolder(goos string, getenv func(string) string) (string, error) {
	if folder := getenv("AZCOPY_EMULATOR_DATA"); folder != "" {
		return folder, nil
	}
	folder, err := dataFolder(goos, getenv)
	if err != nil {
		return "", fmt.Errorf("%w to keep the embedded emulator's data in; name a folder with AZCOPY_EMULATOR_DATA", err)
	}
	return filepath.Join(folder, "emulator"), nil
}
