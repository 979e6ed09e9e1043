package cli

import (
	"regexp"
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	const revision = "9cfeb016f0ab4c2d8e7a1b3c5d7e9f0a1b2c3d4e"
	for _, tt := range []struct {
		what, release, module string
		settings              []debug.BuildSetting
		want                  string
	}{
		{"a release", "1.2.3", "(devel)", nil, "1.2.3"},
		{"a release goes before the module", "v1.2.3", "v0.9.0", nil, "1.2.3"},
		{"a tag", "", "v1.2.3", nil, "1.2.3"},
		{"a commit after a tag", "", "v1.2.4-0.20261126015600-9cfeb016f0ab+dirty", nil, "1.2.4-0.20261126015600-9cfeb016f0ab+dirty"},
		{"nothing known", "", "(devel)", nil, "0.0.0-devel"},
		{"no build information", "", "", nil, "0.0.0-devel"},
		{"a revision alone", "", "(devel)", []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: "false"}},
			"0.0.0-devel+9cfeb016f0ab"},
		{"a revision with changes", "", "(devel)", []debug.BuildSetting{{Key: "vcs.modified", Value: "true"}, {Key: "vcs.revision", Value: revision}},
			"0.0.0-devel+9cfeb016f0ab.dirty"},
	} {
		got := versionOf(tt.release, &debug.BuildInfo{Main: debug.Module{Version: tt.module}, Settings: tt.settings})
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

// Scripts find three numbers in the version of any build.
func TestVersionIsWhatScriptsParse(t *testing.T) {
	if got := (Env{}).version(); !regexp.MustCompile(`^\d+\.\d+\.\d+`).MatchString(got) {
		t.Errorf("the version is %q", got)
	}
}
