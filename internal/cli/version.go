package cli

import (
	"runtime/debug"
	"strings"
)

// unreleased begins the version of a build that has no other. Scripts look for three numbers.
const unreleased = "0.0.0-devel"

// version returns the version of the program: that of its release, or the one that is recorded in the build.
func (e Env) version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = new(debug.BuildInfo)
	}
	return versionOf(e.Release, build)
}

// versionOf returns the version of a release, if one is given, and else that of a build: the version of the module, which
// go derives from a tag or a commit, or the commit alone.
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
