package option

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "options.txt")
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// Several files among other arguments, in both spellings, with comments, a byte order mark and either line end.
func TestResponseFiles(t *testing.T) {
	first := writeFile(t, "\ufeff# where from\r\n/Source:\""+container+"\"\r\n\r\n  # where to\r\n/Dest:\"C:\\my folder\\\"\r\n")
	second := writeFile(t, "/S /Y\t--include \"a \"\"b\"\"\"\n")
	last := writeFile(t, "\xff\xfe/\x00S\x00o\x00u\x00r\x00c\x00e\x00S\x00A\x00S\x00:\x00?\x00s\x00i\x00g\x00=\x00a\x00%\x002\x00B\x00b\x00&\x00s\x00v\x00=\x001\x00\r\x00\n\x00") // as PowerShell 5 writes it
	got := mustParse(t, `/@:"`+first+`"`, "/NC:3", "--config-file", second, "-@:"+last)
	want := Options{Source: container, Dest: `C:\my folder\`, SourceSAS: "sig=a%2Bb&sv=1",
		Recursive: true, Quiet: true, Pattern: `a "b"`, Concurrency: 3}
	if !reflect.DeepEqual(got, located(t, want)) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// An error names its line.
func TestResponseFileErrors(t *testing.T) {
	for content, want := range map[string]string{
		"/S\n/sourcekey:\ntopsecret\n":           ":2: /sourcekey needs a value",
		"/S\n/SourceKey\ttopsecret\n":            ":2: /SourceKey needs a value",
		"/S\n/SourceKeytopsecret\n":              ":2: the value of /SourceKey is written as in /SourceKey:<storage-key>",
		"/SourceSAS=?sig=topsecret":              ":1: the value of /SourceSAS is written as in /SourceSAS:<sas-token>",
		"# x\n/S topsecret== \n":                 ":2: argument 2 does not start with the name of an option",
		"/SourceSAS:sv=1 &sig=topsecret":         ":1: argument 2 does not start with the name of an option",
		"/DestKey:k\r\n-topsecret==\r\n":         ":2: argument 1 is not an option",
		"--source-key:topsecret":                 ":1: the value of --source-key is written as in --source-key <storage-key>",
		"/S\n/@:other.txt\n":                     ":2: a response file can't name another response file",
		"/S --config-file other.txt\n":           ":1: a response file can't name another response file",
		"\n\n/Source:\"C:\\a\n":                  ":3: a double quote is not closed",
		"/Pattern:\"a\nb\"":                      ":1: a double quote is not closed",
		container + "\n":                         ":1: argument 1 does not start with the name of an option",
		"\"\"":                                   ":1: argument 1 does not start with the name of an option",
		"/S # recursive":                         ":1: argument 2 starts with #; a comment needs a line of its own",
		"Source:x":                               ":1: argument 1 does not start like an option; did you mean /Source:<source>?",
		"/S\n/S":                                 ":2: /S is given twice",
		"/Pattern:a\x00b":                        " can't be read: it is not a text file; save it as UTF-8",
		"/Pattern:a\x07b":                        ":1: the value of /Pattern contains a control character",
		"\xff\xfe/\x00S":                         " can't be read: it starts as UTF-16, but is damaged or cut off; save it as UTF-8",
		"/S\n/Dest:M\xfcller":                    " can't be read: line 2 is not in UTF-8",
		"/\x00S\x00":                             " can't be read: it is not a text file; save it as UTF-8",
		strings.Repeat("# x\n", maxResponseFile): " can't be read: it is larger than 1 MiB",
	} {
		path := writeFile(t, content)
		text := mustFail(t, "/@:"+path)
		if !strings.Contains(text, path+want) || strings.Contains(text, "topsecret") {
			t.Errorf("%.40q: %s, want %q", content, text, want)
		}
	}
}

func TestUnreadableResponseFile(t *testing.T) {
	mustSay(t, []string{"/@:absent.txt"}, "the response file absent.txt can't be read: ", "AzCopy /?:@")
	mustSay(t, []string{"--config-file", "absent.txt"}, "absent.txt can't be read: ", "azcopy --help config-file")
	mustSay(t, []string{"/@:" + t.TempDir()}, "can't be read: ")
	mustSay(t, []string{"/@"}, "/@ needs a value")
}

// What the whole command line lacks is not reported for one of its lines.
func TestResponseFileLacksAnEnd(t *testing.T) {
	path := writeFile(t, "/Source:x")
	if text := mustFail(t, "/@:"+path); !strings.HasPrefix(text, "/Dest is missing.") {
		t.Error(text)
	}
}

func TestSplitLine(t *testing.T) {
	for line, want := range map[string][]string{
		"":                        nil,
		" \t ":                    nil,
		"# a \"comment":           nil,
		"\t#x":                    nil,
		"/a":                      {"/a"},
		"  /a \t /b  ":            {"/a", "/b"},
		"/a#b #c":                 {"/a#b", "#c"},
		`/a:"b c"`:                {"/a:b c"},
		`/a:"b"c"d e"`:            {"/a:bcd e"},
		`"/a b" ""`:               {"/a b", ""},
		`"a""b"`:                  {`a"b`},
		`""""`:                    {`"`},
		`"""" """a"`:              {`"`, `"a`},
		`a""b`:                    {"ab"},
		`/a:"C:\b c\" /d`:         {`/a:C:\b c\`, "/d"},
		`/a:\"b`:                  nil, // an error: a backslash escapes nothing
		`"a`:                      nil,
		`"a""`:                    nil,
		"/a:\u00a0b %20 %% 'c d'": {"/a:\u00a0b", "%20", "%%", "'c", "d'"},
	} {
		got, err := splitLine(line)
		if open := strings.Count(line, `"`)%2 != 0 && !strings.HasPrefix(line, "#"); open != (err != nil) {
			t.Errorf("%q: error %v", line, err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// FuzzSplitLine splits what it has quoted itself, and any line; only a double quote that is not closed is an error.
func FuzzSplitLine(f *testing.F) {
	f.Add(`/Source:"C:\my folder" /S`, `a "b"`)
	f.Add(`"" "a""b"`, "")
	f.Add(" # x\"", `"`)
	f.Fuzz(func(t *testing.T, line, arg string) {
		args, err := splitLine(line)
		comment := strings.HasPrefix(strings.TrimSpace(line), "#")
		if open := !comment && strings.Count(line, `"`)%2 != 0; open != (err != nil) {
			t.Fatalf("%q: error %v", line, err)
		}
		quoted := ""
		for _, a := range append(args, arg) {
			quoted += ` "` + strings.ReplaceAll(a, `"`, `""`) + `"`
		}
		again, err := splitLine(quoted)
		if err != nil || !slices.Equal(again, append(args, arg)) {
			t.Errorf("%q and %q became %q, %v", args, arg, again, err)
		}
	})
}
