package plan

import (
	"regexp"
	"strings"
)

// PathRules are the rules for paths of a file system. They are a value and don't follow from the platform, so that every
// rule is tested everywhere.
type PathRules struct{ Windows bool }

// windowsVolume matches what precedes the first folder in a path of Windows: a drive or a share, also in the spellings that
// begin with \\?\ or \\.\.
var windowsVolume = regexp.MustCompile(`(?i)^([\\/]{2}([.?][\\/]UNC[\\/])?[^\\/]*([\\/][^\\/]*)?|[^\\/]:)`)

// Split splits a path into the folder and the name in it. Where the path can only mean a folder, since it ends in a
// separator, in "." or in "..", or is a volume, the name is empty and the folder is the path itself.
func (r PathRules) Split(path string) (folder, name string) {
	volume := r.volume(path)
	start := max(len(volume), strings.LastIndexAny(path, r.separators())+1)
	folder, name = path[:start], path[start:]
	switch trimmed := strings.TrimRight(folder, r.separators()); {
	case name == "" || name == "." || name == "..":
		return path, ""
	case len(trimmed) > len(volume):
		return trimmed, name
	case len(folder) == len(volume): // the current folder of the drive, or of the process
		return volume + ".", name
	}
	return folder[:len(volume)+1], name // the root
}

// Folder returns an absolute path with a separator at its end, so that it can only mean a folder.
func (r PathRules) Folder(path string) string {
	separators := r.separators()
	if path != "" && strings.IndexByte(separators, path[len(path)-1]) >= 0 {
		return path
	}
	return path + separators[:1]
}

// separators are the characters that separate folders, the usual one first.
func (r PathRules) separators() string {
	if r.Windows {
		return `\/`
	}
	return "/"
}

// volume returns the volume that a path begins with, empty where there is none.
func (r PathRules) volume(path string) string {
	if !r.Windows {
		return ""
	}
	return windowsVolume.FindString(path)
}
