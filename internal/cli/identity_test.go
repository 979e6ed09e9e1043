package cli

import (
	"testing"

	"azcopy/internal/option"
	"azcopy/internal/plan"
)

// located returns options with their locations, as parsing a command line does.
func located(t *testing.T, o option.Options) option.Options {
	t.Helper()
	if err := o.Locate(); err != nil {
		t.Fatal(err)
	}
	return o
}

// A separator at the end makes a different command line only when a single object may be meant.
func TestASeparatorAtTheEndMeansNothingWithS(t *testing.T) {
	const url = "https://myaccount.blob.core.windows.net/mycontainer"
	for _, tt := range []struct {
		source, dest           string
		otherSource, otherDest string
		windows                bool
		same                   bool // with /S; without it they differ
	}{
		{"/tmp/up", url, "/tmp/up/", url, false, true},
		{"/tmp/up", url, "/tmp/up", url + "/", false, true},
		{url + "/vd", "/tmp/down", url + "/vd/", "/tmp/down/", false, true},
		{url, "/tmp/down", url, "/tmp/down/", false, true},
		{"emulator://blob/mycontainer", "/tmp/down", "emulator://blob/mycontainer/", "/tmp/down", false, true},
		{`C:\up`, url, `C:\up\`, url, true, true},
		{`C:\up`, url, `C:/up/`, url + "/", true, true},
		{`C:\up`, url, `C:\up\`, url + "/", true, true},
		{"/tmp/up", url, `/tmp/up\`, url, false, false}, // it is part of the name
		{"/tmp/up", url, "/tmp/upper/", url, false, false},
		{url + "/vd", "/tmp/down", url + "/vd//", "/tmp/down", false, false}, // a virtual directory without a name
		{url, "/tmp/down", url + "/vd/", "/tmp/down", false, false},
	} {
		line := func(source, dest string, recursive bool) string {
			o := located(t, option.Options{Source: source, Dest: dest, Recursive: recursive})
			return folders(o, plan.PathRules{Windows: tt.windows}).Identity()
		}
		if same := line(tt.source, tt.dest, true) == line(tt.otherSource, tt.otherDest, true); same != tt.same {
			t.Errorf("%s to %s is %s to %s: %v", tt.source, tt.dest, tt.otherSource, tt.otherDest, same)
		}
		if line(tt.source, tt.dest, false) == line(tt.otherSource, tt.otherDest, false) {
			t.Errorf("%s to %s is %s to %s without /S", tt.source, tt.dest, tt.otherSource, tt.otherDest)
		}
	}
}

// That is also true of relative paths, which have become absolute by then.
func TestRelativePathsAreTheSameWithASeparatorAndS(t *testing.T) {
	o := located(t, option.Options{Source: "up", Dest: "emulator://blob/mycontainer", Recursive: true})
	other := o
	other.Source += "/"
	other.Dest += "/"
	if identity(o) != identity(other) {
		t.Errorf("the identities differ:\n%s\n%s", identity(o), identity(other))
	}
}
