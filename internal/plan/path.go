package plan

import (
	"regexp"
	"strings"
)

// PathRules are the rules for the paths of a file system. They are a value, not the platform the program runs on, so that
// every rule is tested everywhere.
type PathRules struct{ Windows bool }

// windowsVolume is what a path of Windows begins with before its first folder: a drive or a share, also in the spellings
// that begin with \\?\ or \\.\.
var windowsVolume = regexp.MustCompile(`(?i)^([\\/]{2}([.?][\\/]UNC[\\/])?[^\\/]*([\\/][^\\/]*)?|[^\\/]:)`)

// Split cuts a path into the folder and the name of what lies in it. The name is empty, and the folder the path itself,
// where only a folder can be meant: the path ends in a separator, in "." or in "..", or it is a volume.
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

// Folder returns an absolute path with a separator at its end, so that only a folder can be meant.
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
