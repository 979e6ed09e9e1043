package cli

import (
	"fmt"
	"regexp"

	"azcopy/internal/option"
	"azcopy/internal/report"
)

// windowsPath matches a path that starts with a drive or a share.
var windowsPath = regexp.MustCompile(`^(?:[A-Za-z]:[\\/]|\\\\)`)

// foreignPaths returns a warning for each Windows path on the command line of another system, which takes it for a name in the
// current folder. A script that was written for Windows would silently miss its files.
func foreignPaths(goos string, o option.Options) []report.Warning {
	if goos == "windows" {
		return nil
	}
	var warnings []report.Warning
	for _, given := range []struct{ option, path string }{
		{"/Source", o.Source}, {"/Dest", o.Dest}, {"/V", o.VerboseFile}, {"/Z", o.JournalFolder},
	} {
		if windowsPath.MatchString(given.path) {
			text := fmt.Sprintf("The path %s of %s is a Windows path. Here it is a name in the current folder; write it as a path of this system.",
				given.path, given.option)
			warnings = append(warnings, report.Warning{Code: report.ForeignPath, Object: given.path, Text: text})
		}
	}
	return warnings
}
