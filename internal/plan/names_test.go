package plan

import (
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// Each row is a rule for the names of downloaded blobs; "" means that the blob fails.
func TestMapBlobToFile(t *testing.T) {
	tests := []struct{ blob, delimiter, windows, unix string }{
		{"abc.txt", "/", "abc.txt", "abc.txt"},
		{"a/b/c.txt", "/", "a/b/c.txt", "a/b/c.txt"},
		{"/folder1//folder2/", "/", "%2Ffolder1/%2Ffolder2%2F", "%2Ffolder1/%2Ffolder2%2F"},
		{"a//b", "/", "a/%2Fb", "a/%2Fb"},
		{"/abc///ac", "/", "%2Fabc/%2F%2Fac", "%2Fabc/%2F%2Fac"},
		{"a:b/c?.txt ", "/", "a%3Ab/c%3F.txt", "a:b/c?.txt "},
		{"a@b/c", "@", "a/b%2Fc", "a/b%2Fc"},
		{"@a@@b@", "@", "@a/@b@", "@a/@b@"},
		{`a"<>|*\b`, "/", "a%22%3C%3E%7C%2A%5Cb", `a"<>|*\b`},
		{"tab\tnl\n", "/", "tab%09nl%0A", "tab\tnl\n"},
		{"100%", "/", "100%", "100%"},
		{"ünï/日本語 🎉", "/", "ünï/日本語 🎉", "ünï/日本語 🎉"},
		{"CON", "/", "", "CON"},
		{"a/nul.txt", "/", "", "a/nul.txt"},
		{"com1/x", "/", "", "com1/x"},
		{"COM10", "/", "COM10", "COM10"},
		{"console", "/", "console", "console"},
		{"CLOCK$", "/", "", "CLOCK$"},
		{"CLOCK$.txt", "/", "CLOCK$.txt", "CLOCK$.txt"},
		{"...", "/", "", "..."},
		{"a/ /b", "/", "", "a/ /b"},
		{"..", "/", "", ""},
		{"a/../../etc/passwd", "/", "", ""},
		{"a/./b", "/", "", ""},
		{"..@..@etc", "@", "", ""},
		{"nul\x00byte", "/", "", ""},
	}
	for _, tt := range tests {
		for _, side := range []struct {
			rules PathRules
			want  string
		}{{PathRules{Windows: true}, tt.windows}, {PathRules{}, tt.unix}} {
			n := Names{From: storage.Blob, To: storage.Local, Rules: side.rules, Delimiter: tt.delimiter}
			got, err := n.Map(tt.blob, "")
			if side.want == "" {
				if storage.KindOf(err) != storage.InvalidName {
					t.Errorf("%q, %+v: got %q, %v, want an invalid name", tt.blob, side.rules, got, err)
				}
				continue
			}
			if err != nil || got != side.want {
				t.Errorf("%q, %+v: got %q, %v, want %q", tt.blob, side.rules, got, err, side.want)
			}
		}
	}
}

func TestMapFileToBlob(t *testing.T) {
	n := Names{From: storage.Local, To: storage.Blob, Delimiter: "/"}
	for _, name := range []string{"a", "sub/ü .txt", `back\slash`, strings.Repeat("é", 1024)} {
		if got, err := n.Map(name, ""); err != nil || got != name {
			t.Errorf("%q became %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"bad\xffutf8", strings.Repeat("x", 1025)} {
		if _, err := n.Map(name, ""); storage.KindOf(err) != storage.InvalidName {
			t.Errorf("%q accepted: %v", name, err)
		}
	}
}

// Whatever a blob is called, its file lies below the destination folder.
func FuzzMapStaysInside(f *testing.F) {
	f.Add("../x", "/", true)
	f.Add("a//..//b", "/", false)
	f.Add("..@x", "@", false)
	f.Fuzz(func(t *testing.T, blob, delimiter string, windows bool) {
		got, err := Names{From: storage.Blob, To: storage.Local, Rules: PathRules{Windows: windows}, Delimiter: delimiter}.Map(blob, "")
		if err != nil {
			return
		}
		for s := range strings.SplitSeq(got, "/") {
			if s == "" || s == "." || s == ".." || windows && strings.ContainsAny(s, `\:`) {
				t.Errorf("%q became %q", blob, got)
			}
		}
	})
}
