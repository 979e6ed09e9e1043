package cli

import (
	"runtime/debug"
	"strings"
)

// unreleased is the start of the version of a build without a release. Scripts look for three numbers.
const unreleased = "0.0.0-devel"

// version returns the version of the program, from its release or from the build.
func (e Env) version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = new(debug.BuildInfo)
	}
	return versionOf(e.Release, build)
}

// versionOf returns the version of a release if it is not empty, and otherwise that of a build: the version of the module,
// which go derives from a tag or a commit, or just the commit.
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
