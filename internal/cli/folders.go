package cli

import (
	"errors"
	"fmt"
	"path/filepath"
)

// dataFolder returns where a program keeps the data of its user: the XDG data folder on Linux and its like elsewhere.
func dataFolder(goos string, getenv func(string) string) (string, error) {
	home := getenv("HOME")
	switch {
	case goos == "windows" && getenv("LOCALAPPDATA") != "":
		return filepath.Join(getenv("LOCALAPPDATA"), "azcopy"), nil
	case goos == "darwin" && home != "":
		return filepath.Join(home, "Library", "Application Support", "azcopy"), nil
	case filepath.IsAbs(getenv("XDG_DATA_HOME")):
		return filepath.Join(getenv("XDG_DATA_HOME"), "azcopy"), nil
	case home != "":
		return filepath.Join(home, ".local", "share", "azcopy"), nil
	}
	return "", fmt.Errorf("%w to keep the embedded emulator's data in; name a folder with AZCOPY_EMULATOR_DATA", errNoHome)
}

// errNoHome is wrapped with what there is no place for.
var errNoHome = errors.New("there is no home folder")

// stateFolder returns where a program keeps what it notes of its runs, such as logs: the folder that AzCopy always used
// on Windows, the XDG state folder on Linux, and its like on macOS.
func stateFolder(goos string, getenv func(string) string) (string, error) {
	home := getenv("HOME")
	switch {
	case goos == "windows" && getenv("LOCALAPPDATA") != "":
		return filepath.Join(getenv("LOCALAPPDATA"), "Microsoft", "Azure", "AzCopy"), nil
	case goos == "windows":
		return "", errNoHome
	case goos == "darwin" && home != "":
		return filepath.Join(home, "Library", "Application Support", "azcopy"), nil
	case filepath.IsAbs(getenv("XDG_STATE_HOME")):
		return filepath.Join(getenv("XDG_STATE_HOME"), "azcopy"), nil
	case home != "":
		return filepath.Join(home, ".local", "state", "azcopy"), nil
	}
	return "", errNoHome
}

// emulatorFolder returns where the embedded emulator keeps its data.
func emulatorFolder(goos string, getenv func(string) string) (string, error) {
	if folder := getenv("AZCOPY_EMULATOR_DATA"); folder != "" {
		return folder, nil
	}
	folder, err := dataFolder(goos, getenv)
	return filepath.Join(folder, "emulator"), err
}
