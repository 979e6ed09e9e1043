package plan

import (
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
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
			windows bool
			want    string
		}{{true, tt.windows}, {false, tt.unix}} {
			n := Names{From: blob.Naming(), To: local.Naming(side.windows), Delimiter: tt.delimiter}
			got, err := n.Map(tt.blob, "")
			if side.want == "" {
				if storage.KindOf(err) != storage.InvalidName {
					t.Errorf("%q, on Windows %v: got %q, %v, want an invalid name", tt.blob, side.windows, got, err)
				}
				continue
			}
			if err != nil || got != side.want {
				t.Errorf("%q, on Windows %v: got %q, %v, want %q", tt.blob, side.windows, got, err, side.want)
			}
		}
	}
}

// Scripts may look for these texts.
func TestInvalidNamesSayWhy(t *testing.T) {
	long := strings.Repeat("x", 1025)
	for _, tt := range []struct {
		names      Names
		name, want string
	}{
		{Names{From: blob.Naming(), To: local.Naming(true), Delimiter: "/"}, "a/con.txt",
			`The corresponding destination path for source "a/con.txt" is invalid in Windows system.`},
		{Names{From: local.Naming(false), To: blob.Naming()}, long,
			"File " + long + " is too long, relative path must not exceed 1024 characters."},
		{Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}, "a/../b", "could lead out of the destination folder"},
		{Names{From: blob.Naming(), To: local.Naming(false), Delimiter: "/"}, `a\b/../c`, `map name "a\b/../c": a segment ".." could lead`},
		{Names{From: local.Naming(false), To: blob.Naming()}, `a\b./c`, `map name "a\b./c": the service drops the dots at the end of "b."`},
		{Names{From: blob.Naming(), To: blob.Naming()}, `a\"b`, `map name "a\"b": the service would store it as "a/"b"`},
		{Names{From: local.Naming(false), To: blob.Naming()}, "etc./a.txt", `drops the dots at the end of "etc."`},
		{Names{From: local.Naming(false), To: blob.Naming()}, `dir.\a.txt`, `drops the dots at the end of "dir."`},
		{Names{From: blob.Naming(), To: blob.Naming()}, `a\b`, `would store it as "a/b"`},
		{Names{From: local.Naming(false), To: blob.Naming(), Below: "vd/"}, long[:1024], "with the virtual directory of /Dest before it, must not exceed 1024 characters"},
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
		n := Names{From: local.Naming(false), To: blob.Naming(), Below: tt.below, Delimiter: "/"}
		got, err := n.Map(tt.name, "")
		if tt.want == "" && storage.KindOf(err) != storage.InvalidName || tt.want != "" && err != nil || got != tt.want {
			t.Errorf("%.40q below %q: got %.40q, %v, want %.40q", tt.name, tt.below, got, err, tt.want)
		}
	}
}

// A copy keeps the names of blobs, and refuses those that would not stay as they are.
func TestMapBlobToBlob(t *testing.T) {
	n := Names{From: blob.Naming(), To: blob.Naming(), Delimiter: "/"}
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
	f.Fuzz(func(t *testing.T, name, delimiter string, windows bool) {
		got, err := Names{From: blob.Naming(), To: local.Naming(windows), Delimiter: delimiter}.Map(name, "")
		if err != nil {
			return
		}
		for s := range strings.SplitSeq(got, "/") {
			if s == "" || s == "." || s == ".." || windows && strings.ContainsAny(s, `\:`) {
				t.Errorf("%q became %q", name, got)
			}
		}
	})
}

// The service keeps the name that is sent, whatever the file's name.
func FuzzMapIsWhatTheServiceKeeps(f *testing.F) {
	f.Add(`a\..\b`, true)
	f.Add("a./b", false)
	f.Fuzz(func(t *testing.T, name string, fromFile bool) {
		n := Names{From: blob.Naming(), To: blob.Naming(), Delimiter: "/"}
		if fromFile {
			n.From = local.Naming(false)
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

// share describes names in folders at a service, such as those of files in a share: the same rules map what no driver has
// yet.
func share() storage.Naming {
	return storage.Naming{
		Object: "file", Directory: "directory", Folders: true, CaseFolds: true, BackslashIsSlash: true, UTF8: true,
		Escaped: `"\:|<>*?`, DropsDots: true, DropsBlanks: true, MaxName: 40, MaxPart: 20,
	}
}

// Each row is a rule for names in folders at a service; "" means that the object fails.
func TestMapToFoldersAtAService(t *testing.T) {
	for _, tt := range []struct {
		from       storage.Naming
		name, want string
	}{
		{local.Naming(false), "a/b.txt", "a/b.txt"},
		{local.Naming(false), `a\b`, "a%5Cb"},
		{local.Naming(false), "a:b", "a%3Ab"},
		{local.Naming(false), "dots./a. ", "dots%2E/a%2E"},
		{local.Naming(false), "CON", "CON"},
		{local.Naming(false), "bad\xffutf8", ""},
		{local.Naming(false), strings.Repeat("é", 20), strings.Repeat("é", 20)},
		{local.Naming(false), strings.Repeat("é", 21), ""},
		{local.Naming(false), "d/" + strings.Repeat("0123456789/", 3) + "01", "d/" + strings.Repeat("0123456789/", 3) + "01"},
		{local.Naming(false), "d/" + strings.Repeat("0123456789/", 3) + "012", ""},
		{blob.Naming(), "a//b", "a/%2Fb"},
		{blob.Naming(), "..", ""},
		{share(), "a/b", "a/b"},
	} {
		got, err := Names{From: tt.from, To: share(), Delimiter: "/", Below: "to/"}.Map(tt.name, "")
		if tt.want == "" && storage.KindOf(err) != storage.InvalidName || tt.want != "" && err != nil || got != tt.want {
			t.Errorf("%q from a %s: got %q, %v, want %q", tt.name, tt.from.Object, got, err, tt.want)
		}
	}
}
