package job

import (
	"strings"
	"testing"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// The destination names the single object unless only a folder can be meant, by the path rules that the run is given.
func TestTarget(t *testing.T) {
	for _, tt := range []struct{ path, windowsFolder, windowsName, unixFolder, unixName string }{
		{`C:\no\x`, `C:\no`, "x", ".", `C:\no\x`},
		{`C:\no\`, `C:\no\`, "", ".", `C:\no\`},
		{`C:`, `C:`, "", ".", `C:`},
		{`\\server\share\no`, `\\server\share\`, "no", ".", `\\server\share\no`},
		{"no/x", "no", "x", "no", "x"},
		{"no/", "no/", "", "no/", ""},
		{`no\`, `no\`, "", ".", `no\`},
		{`no\deep/x`, `no\deep`, "x", `no\deep`, "x"},
	} {
		for rules, want := range map[plan.PathRules][2]string{
			{Windows: true}: {tt.windowsFolder, tt.windowsName}, {}: {tt.unixFolder, tt.unixName},
		} {
			at, name, err := folders{&places{rules: rules}}.target(storage.Location{Service: storage.Local, Path: tt.path})
			if at.Path != want[0] || name != want[1] || err != nil {
				t.Errorf("%q, %+v: %q in %q, %v, want %q in %q", tt.path, rules, name, at.Path, err, want[1], want[0])
			}
		}
	}
}

func TestAPathHasNoWildcards(t *testing.T) {
	folder := t.TempDir()
	for name, want := range map[string]string{"*.bak": "/Pattern:*.bak", "a?": "/Pattern:a?", "missing": "", "": ""} {
		err := checkWildcards(folder+"/"+name, plan.PathRules{})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}
