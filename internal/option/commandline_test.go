package option

import (
	"reflect"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// The string of a command line can be parsed again from a line of a response file, whatever its values have in them.
func TestCommandLineParsesBack(t *testing.T) {
	tests := map[string][]string{
		"blanks and #":     upload("/Pattern:a #b", "/S", "/V", "/nc:3"),
		"quotes":           {`/Source:my "folder"`, "/Dest:" + container, `/Pattern:"`},
		"quotes around":    upload(`/Pattern:""a""`),
		"only quotes":      upload(`/Pattern:""""""`),
		"a blank at ends":  {"/Source:./ a ", "/Dest:" + container, "/V:./ x"},
		"backslash at end": {`/Source:C:\my folder\`, "/Dest:" + container, `/Z:C:\j\`},
		"unicode":          upload("/Pattern:naïve 日本\u00a0"),
		"several values":   ends(folder, table, "/Manifest:a b", "/EntityOperation:InsertOrMerge"),
		"a sole journal":   {`/Z:C:\my journal`, "/Y"},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			o := mustParse(t, args...)
			if again := mustParse(t, mustSplit(t, o.String())...); !reflect.DeepEqual(again, o) {
				t.Errorf("%s became %+v, want %+v", o, again, o)
			}
		})
	}
}

// Spelling, order and secrets make no difference to the string.
func TestCommandLinesCompare(t *testing.T) {
	const want = `/Source:C:\myfolder /Dest:` + container + ` /DestKey:****** /Y /NC:7 /S`
	for _, args := range [][]string{
		upload("/DestKey:k1", "/S", "/Y", "/NC:7"),
		upload("/y", "-nc:007", "-s", `/destkey:"k2"`),
		{"--parallel-level=7", "--recursive", "--quiet", "--destination", container, "--source", folder, "--dest-key", "k3"},
	} {
		if got := mustParse(t, args...).String(); got != want {
			t.Errorf("%q is %s, want %s", args, got, want)
		}
	}
}

// Options that did not come from Parse may still have the SAS in the URL, or a user name and password.
func TestCommandLineMasksURLs(t *testing.T) {
	for source, want := range map[string]string{
		container + "?sig=topsecret":                 container + "?******",
		"http://user:topsecret@host/c":               "http://******@host/c",
		"http://topsecret@host/c/a@b?sig=top@secret": "http://******@host/c/a@b?******",
		container + "/a@b":                           container + "/a@b",
	} {
		o := Options{Source: source, Dest: folder}
		if want := "/Source:" + want + ` /Dest:C:\myfolder`; o.String() != want {
			t.Errorf("got %s, want %s", o, want)
		}
	}
}

// A SAS may have ended up where none belongs.
func TestCommandLineMasksSignatures(t *testing.T) {
	for pattern, want := range map[string]string{
		"c?sv=1&sig=topsecret&se=2": "c?sv=1&sig=******&se=2",
		"c?sig=topsecret":           "c?sig=******",
		"sig=1":                     "sig=1",
	} {
		if got := mustParse(t, upload("/Pattern:"+pattern)...).String(); !strings.Contains(got, "/Pattern:"+want) || strings.Contains(got, "topsecret") {
			t.Errorf("%s is shown %s", pattern, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`/Source:a /Dest:https://x.blob.core.windows.net/c /S "--include" "x ""y"""`)
	f.Add(`-@:x /? --help /DestC:\a`)
	f.Add(`--source a --destination emulator://blob/c --verbose /tmp/x --set-content-type --parallel-level 12`)
	f.Add(`/Source:emulator://table/t /Dest:C:\a /PKRS:"aa#bb" /SplitSize:32 /IA:[rh] /Z`)
	f.Fuzz(func(t *testing.T, line string) {
		args, err := splitLine(line)
		if err != nil || strings.Contains(line, "@") || strings.Contains(strings.ToLower(line), "config-file") {
			return // it would read any file of this machine
		}
		c, parseErr := Parse(args, noEnv)
		if parseErr != nil || c.Request != Run {
			return
		}
		o := c.Options
		if o.SourceKey+o.DestKey+o.SourceSAS+o.DestSAS != "" || strings.Contains(o.String(), storage.Masked) {
			return
		}
		again, err := splitLine(o.String())
		if err != nil {
			t.Fatalf("%q can't be split: %v", o, err)
		}
		if back, err := Parse(again, noEnv); err != nil || !reflect.DeepEqual(back.Options, o) {
			t.Errorf("%q became %+v, %v", o, back.Options, err)
		}
	})
}
