package cli

import (
	"runtime/debug"
	"strings"
)

// unreleased stands before what else is known of a build that is of no release. Scripts look for three numbers.
const unreleased = "0.0.0-devel"

// version returns the version of the program: that of its release, or what the build says of itself.
func (e Env) version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = new(debug.BuildInfo)
	}
	return versionOf(e.Release, build)
}

// versionOf returns the version of a release, if one is given, or else of a build: that of the module, which go takes
// from a tag or a commit, or the commit alone.
func versionOf(release string, build *debug.BuildInfo) string {
	switch module := build.Main.Version; {
	case release != "":
		return strings.TrimPrefix(release, "v")
	case module != "" && module != "(devel)":
		return strings.TrimPrefix(module, "v")
	}
	revision, modified := "", ""
	for _, s := range build.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = "+" + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ".dirty"
		}
	}
	if revision == "" {
		return unreleased
	}
	return unreleased + revision + modified
}
