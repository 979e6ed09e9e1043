package cli

import (
	"fmt"
	"regexp"

	"azcopy/internal/option"
	"azcopy/internal/report"
)

// windowsPath matches a path that begins with a drive or a share.
var windowsPath = regexp.MustCompile(`^(?:[A-Za-z]:[\\/]|\\\\)`)

// foreignPaths returns a warning for each path of a command line that was written for Windows, where another system takes
// it for a name in the current folder. Scripts are moved from one to the other, and would miss their files silently.
func foreignPaths(goos string, o option.Options) []report.Warning {
	if goos == "windows" {
		return nil
	}
	var warnings []report.Warning
	for _, given := range []struct{ option, path string }{
		{"/Source", o.Source}, {"/Dest", o.Dest}, {"/V", o.VerboseFile}, {"/Z", o.JournalFolder},
	} {
		if windowsPath.MatchString(given.path) {
			text := fmt.Sprintf("The path %s of %s is one of Windows. Here it is a name in the current folder; write the path as this system has it.",
				given.path, given.option)
			warnings = append(warnings, report.Warning{Code: report.ForeignPath, Object: given.path, Text: text})
		}
	}
	return warnings
}
