package cli

import (
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// identity returns the command line in a form by which the same run is recognised, in either spelling and from any folder. It
// is valid UTF-8, even if a path is not.
func identity(o option.Options) string {
	line := folders(absolute(o), localRules()).Identity()
	if !utf8.ValidString(line) {
		return strconv.QuoteToASCII(line)
	}
	return line
}

// folders returns the options of a recursive copy with a separator at the end of both locations. It makes no difference there,
// since only folders, containers and directories are copied recursively.
func folders(o option.Options, rules plan.PathRules) option.Options {
	if !o.Recursive {
		return o
	}
	for _, end := range []struct {
		place *string
		at    storage.Location
	}{{&o.Source, o.SourceAt}, {&o.Dest, o.DestAt}} {
		switch {
		case end.at.Service == "": // Locate has failed
		case end.at.Service == storage.Local && rules.Windows:
			*end.place = rules.Folder(strings.ReplaceAll(*end.place, "/", `\`))
		case end.at.Service == storage.Local:
			*end.place = rules.Folder(*end.place)
		default:
			*end.place = strings.TrimSuffix(*end.place, "/") + "/"
		}
	}
	return o
}

// absolute returns the options with absolute local paths. A path that can only be a folder's keeps that form.
func absolute(o option.Options) option.Options {
	rules := localRules()
	for _, end := range []struct {
		path *string
		at   storage.Location
	}{{&o.Source, o.SourceAt}, {&o.Dest, o.DestAt}} {
		if end.at.Service != storage.Local {
			continue
		}
		path, err := filepath.Abs(*end.path)
		if err != nil {
			continue
		}
		if _, name := rules.Split(*end.path); name == "" {
			path = rules.Folder(path) // can't be a file's
		}
		*end.path = path
	}
	return o
}

// localRules returns the path rules of this system.
func localRules() plan.PathRules { return plan.PathRules{Windows: runtime.GOOS == "windows"} }
