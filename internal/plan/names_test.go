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
		{"a/b/c.txt", "", "a%2Fb%2Fc.txt", "a%2Fb%2Fc.txt"},
		{"a#b%c", "#", "a/b%c", "a/b%c"},
		{"a%b", "%", "a/b", "a/b"},
		{"aéb/c", "é", "a/b%2Fc", "a/b%2Fc"},
		{"a/b", "@", "a%2Fb", "a%2Fb"},
		{`a\b`, `\`, "a/b", "a/b"},
		{"/", "/", "%2F", "%2F"},
		{"//", "/", "%2F%2F", "%2F%2F"},
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
		{"nul\x00byte", "/", "nul%00byte", "nul%00byte"},
		{"\x00\x01\x1f\x20\x7f", "/", "%00%01%1F \x7f", "%00\x01\x1f\x20\x7f"},
		{"a  /b  ", "/", "a/b", "a  /b  "},
		{" a/ b", "/", " a/ b", " a/ b"},
		{"a./b.", "/", "a%2E/b%2E", "a./b."},
		{"a. ", "/", "a%2E", "a. "},
		{"a..", "/", "a.%2E", "a.."},
		{".a", "/", ".a", ".a"},
		{". .", "/", "", ". ."},
		{"prn", "/", "", "prn"},
		{"AUX.tar.gz", "/", "", "AUX.tar.gz"},
		{"LPT9 .txt", "/", "", "LPT9 .txt"},
		{"com0", "/", "com0", "com0"},
		{"COM¹", "/", "", "COM¹"},
		{"conin$", "/", "", "conin$"},
		{"clock$", "/", "", "clock$"},
		{"a/clock$/b", "/", "", "a/clock$/b"},
		{"CON:", "/", "CON%3A", "CON:"},
		{"xcon", "/", "xcon", "xcon"},
		{"", "/", "", ""},
		{"a@.@b", "@", "", ""},
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

// The texts are those that scripts may look for.
func TestInvalidNamesSayWhy(t *testing.T) {
	long := strings.Repeat("x", 1025)
	for _, tt := range []struct {
		names      Names
		name, want string
	}{
		{Names{From: storage.Blob, To: storage.Local, Rules: PathRules{Windows: true}, Delimiter: "/"}, "a/con.txt",
			`The corresponding destination path for source "a/con.txt" is invalid in Windows system.`},
		{Names{From: storage.Local, To: storage.Blob}, long,
			"File " + long + " is too long, relative path must not exceed 1024 characters."},
		{Names{From: storage.Blob, To: storage.Local, Delimiter: "/"}, "a/../b", "could lead out of the destination folder"},
		{Names{From: storage.Local, To: storage.Blob}, "etc./a.txt", `drops the dots at the end of "etc."`},
		{Names{From: storage.Local, To: storage.Blob}, `dir.\a.txt`, `drops the dots at the end of "dir."`},
		{Names{From: storage.Blob, To: storage.Blob}, `a\b`, `would store it as "a/b"`},
		{Names{From: storage.Local, To: storage.Blob, Below: "vd/"}, long[:1024], "with the virtual directory of /Dest before it, must not exceed 1024 characters"},
	} {
		if _, err := tt.names.Map(tt.name, ""); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// Each row is a rule for the names of blobs that are made from files; "" means that the file fails.
func TestMapFileToBlob(t *testing.T) {
	segments := func(n int) string { return strings.Repeat("d/", n-1) + "f" }
	for _, tt := range []struct{ below, name, want string }{
		{"", "a", "a"},
		{"", "sub/ü .txt", "sub/ü .txt"},
		{"", strings.Repeat("é", 1024), strings.Repeat("é", 1024)},
		{"", strings.Repeat("x", 1025), ""},
		{"vd/", strings.Repeat("x", 1021), strings.Repeat("x", 1021)},
		{"vd/", strings.Repeat("x", 1022), ""},
		{"", "bad\xffutf8", ""},
		{"", `back\slash`, "back/slash"},
		{"", `\\server\share\`, "//server/share/"},
		{"", ".profile", ".profile"},
		{"", "a.b/..c", "a.b/..c"},
		{"", "etc.", ""},
		{"", "etc./a", ""},
		{"", "...", ""},
		{"", `a.\b`, ""},
		{"", `..\..\other`, ""},
		{"", `a\.\b`, ""},
		{"", segments(254), segments(254)},
		{"", segments(255), ""},
		{"vd/", segments(254), ""},
	} {
		n := Names{From: storage.Local, To: storage.Blob, Below: tt.below, Delimiter: "/"}
		got, err := n.Map(tt.name, "")
		if tt.want == "" && storage.KindOf(err) != storage.InvalidName || tt.want != "" && err != nil || got != tt.want {
			t.Errorf("%.40q below %q: got %.40q, %v, want %.40q", tt.name, tt.below, got, err, tt.want)
		}
	}
}

// A copy keeps the names of blobs, and refuses those that would not stay as they are.
func TestMapBlobToBlob(t *testing.T) {
	n := Names{From: storage.Blob, To: storage.Blob, Delimiter: "/"}
	for name, want := range map[string]string{"/a//b/": "/a//b/", "a%2Fb": "a%2Fb", `a\b`: "", "a/../b": "", "b.": "", "./a": ""} {
		got, err := n.Map(name, "")
		if want == "" && storage.KindOf(err) != storage.InvalidName || want != "" && err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", name, got, err, want)
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

// Whatever a file is called, the service keeps the name that is sent.
func FuzzMapIsWhatTheServiceKeeps(f *testing.F) {
	f.Add(`a\..\b`, true)
	f.Add("a./b", false)
	f.Fuzz(func(t *testing.T, name string, fromFile bool) {
		n := Names{From: storage.Blob, To: storage.Blob, Delimiter: "/"}
		if fromFile {
			n.From = storage.Local
		}
		got, err := n.Map(name, "")
		if err != nil {
			return
		}
		for s := range strings.SplitSeq(got, "/") {
			if strings.HasSuffix(s, ".") || strings.Contains(s, `\`) {
				t.Errorf("%q became %q", name, got)
			}
		}
	})
}
