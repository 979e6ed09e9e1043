package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"azcopy/internal/option"
)

// errNoHome reports that there is no home folder. Callers add what it is needed for.
var errNoHome = errors.New("there is no home folder")

// userFolder is where a folder of the program is on each system. The program has one for each purpose.
type userFolder struct {
	windows     string // below %LOCALAPPDATA%
	mac         string // below the home folder
	variable    string // elsewhere: azcopy in the folder that this XDG variable names
	withoutThat string // or, when that is not set, azcopy in this folder below the home folder
}

// applicationSupport is the folder for all purposes on macOS.
const applicationSupport = "Library/Application Support/azcopy"

// stateFolder is the default folder of /V and /Z, for logs and journals. On Windows it is that of the classic AzCopy.
func stateFolder() userFolder {
	return userFolder{windows: "Microsoft/Azure/AzCopy", mac: applicationSupport, variable: "XDG_STATE_HOME", withoutThat: ".local/state"}
}

// configFolder is for the user's configuration.
func configFolder() userFolder {
	return userFolder{windows: "Microsoft/Azure/AzCopy", mac: applicationSupport, variable: "XDG_DATA_HOME", withoutThat: ".local/share"}
}

// dataFolder is for the user's data, such as the emulator's.
func dataFolder() userFolder {
	return userFolder{windows: "azcopy", mac: applicationSupport, variable: "XDG_DATA_HOME", withoutThat: ".local/share"}
}

// keyFolder is for the user's key, which must not be in the same folder as a journal.
func keyFolder() userFolder {
	return userFolder{windows: "azcopy/keys", mac: ".config/azcopy", variable: "XDG_CONFIG_HOME", withoutThat: ".config"}
}

// path returns the path of the folder, or errNoHome.
func (f userFolder) path(goos string, getenv func(string) string) (string, error) {
	home, local, parent := getenv("HOME"), getenv("LOCALAPPDATA"), getenv(f.variable)
	switch {
	case goos == "windows" && local != "":
		return filepath.Join(local, filepath.FromSlash(f.windows)), nil
	case goos == "darwin" && home != "":
		return filepath.Join(home, filepath.FromSlash(f.mac)), nil
	case filepath.IsAbs(parent):
		return filepath.Join(parent, "azcopy"), nil
	case home != "":
		return filepath.Join(home, filepath.FromSlash(f.withoutThat), "azcopy"), nil
	}
	return "", errNoHome
}

// emulatorFolder returns where the embedded emulator keeps its data.
func emulatorFolder(goos string, getenv func(string) string) (string, error) {
	const variable = "AZCOPY_EMULATOR_DATA"
	if folder := getenv(variable); folder != "" {
		if err := option.CheckPath(folder); err != nil {
			return "", fmt.Errorf("%s: %w", variable, err)
		}
		return folder, nil
	}
	folder, err := dataFolder().path(goos, getenv)
	if err != nil {
		return "", fmt.Errorf("%w to keep the embedded emulator's data in; name a folder with "+variable, err)
	}
	return filepath.Join(folder, "emulator"), nil
}
