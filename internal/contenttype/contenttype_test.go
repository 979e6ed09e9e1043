package contenttype

import (
	"mime"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/textfile"
)

func TestOf(t *testing.T) {
	types := Builtin().With(map[string]string{".MyExt": "text/mycustomtype", ".html": "text/x-mine"})
	for name, want := range map[string]string{
		"a.txt":            "text/plain",
		"folder/b.JPG":     "image/jpeg",
		"page.html":        "text/x-mine",
		"x.myext":          "text/mycustomtype",
		"x.MYEXT":          "text/mycustomtype",
		"x.tar.gz":         "application/gzip",
		"disk.vhd":         "application/octet-stream",
		"x.nobodyknows":    Unknown,
		"none":             Unknown,
		"":                 Unknown,
		".":                Unknown,
		"ends.":            Unknown,
		"folder.txt/none":  Unknown,
		".json":            "application/json",
		"ünï.MP4":          "video/mp4",
		"app.wasm":         "application/wasm",
		"font.woff2":       "font/woff2",
		"letter.docx":      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"back\\slash.webp": "image/webp",
	} {
		if got := types.Of(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	if got := (Types{}).With(map[string]string{".a": "b/c"}).Of("x.a"); got != "b/c" {
		t.Errorf("got %s", got)
	}
	if Builtin().Of("x.html") != "text/html" {
		t.Error("With changed the original table")
	}
}

// Every row of the table is an extension in lower case and a well-formed type.
func TestBuiltin(t *testing.T) {
	types := builtin()
	if len(types) < 150 {
		t.Errorf("only %d types", len(types))
	}
	for extension, contentType := range types {
		got, parameters, err := mime.ParseMediaType(contentType)
		if err != nil || !strings.EqualFold(got, contentType) || len(parameters) > 0 {
			t.Errorf("%s: %q, %v", extension, contentType, err)
		}
		if err := add(map[string]string{}, extension, contentType); err != nil || strings.ToLower(extension) != extension {
			t.Errorf("%s: %v", extension, err)
		}
	}
}

func TestParseConfig(t *testing.T) {
	for text, want := range map[string]string{
		`{"MIMETypeMapping": {".myext": "text/mycustomtype"}}`: "text/mycustomtype",
		"\xfe\xff\x00{\x00\"\x00M\x00I\x00M\x00E\x00T\x00y\x00p\x00e\x00M\x00a\x00p\x00p\x00i\x00n\x00g\x00\"\x00:\x00{\x00\"\x00.\x00m\x00y\x00e\x00x\x00t\x00\"\x00:\x00\"\x00a\x00/\x00b\x00\"\x00}\x00}": "a/b",
		"\uFEFF{\r\n\"mimetypemapping\": {\".MyExt\": \"a/b; charset=utf-8\"}}\n": "a/b; charset=utf-8",
		`{"MIMETypeMapping": {".myext": "a/b", ".MYEXT": "a/b"}}`:                 "a/b",
		`{"MIMETypeMapping": {}}`: "",
		`{}`:                      "",
	} {
		types, err := parseConfig([]byte(text))
		if err != nil || types[".myext"] != want {
			t.Errorf("%s: %v, %v", text, types, err)
		}
	}
}

func TestParseConfigNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "line 1: it is not valid JSON",
		"{\n":                                "line 1: it is not valid JSON",
		"{\n\"MIMETypeMapping\": {\n\".a\":": "line 3: it is not valid JSON",
		"[]":                                 "line 1: the file must be an object",
		"{\"MIMETypeMapping\":\n[]}":         "line 2: MIMETypeMapping must be an object",
		"{\n\n\"MimeTypes\": {}}":            `line 3: "MimeTypes" is not a setting`,
		"{\n\"MIMETypeMapping\": {\n\".a\": \"text/a\",\n.b: \"text/b\"}}":    "line 4: it is not valid JSON",
		"{\n\"MIMETypeMapping\": {\n\".a\": \"text/a\"\n\".b\": \"text/b\"}}": "line 4: it is not valid JSON",
		"{\"MIMETypeMapping\": {\n\".a\": 5}}":                                "line 2: the content type of .a must be a text",
		"{\"MIMETypeMapping\": {\n\".a\": null}}":                             "line 2: the content type of .a must be a text",
		"{\"MIMETypeMapping\": {\n\"a\": \"text/a\"}}":                        `line 2: "a" is not an extension`,
		"{\"MIMETypeMapping\": {\".\": \"text/a\"}}":                          `line 1: "." is not an extension`,
		"{\"MIMETypeMapping\": {\".tar.gz\": \"text/a\"}}":                    `line 1: ".tar.gz" is not an extension`,
		`{"MIMETypeMapping": {".a\\b": "text/a"}}`:                            `line 1: ".a\b" is not an extension`,
		"{\"MIMETypeMapping\": {\".a\":\n\"text\"}}":                          `line 2: "text" is not a content type`,
		"{\"MIMETypeMapping\": {\".a\":\n\"text/a\\r\\nx: y\"}}":              "is not a content type",
		"{\"MIMETypeMapping\": {\".a\": \"text/a\",\n\".A\": \"text/b\"}}":    "line 2: the extension .a has two types",
		"{\"MIMETypeMapping\": {}}\n{}":                                       "line 2: it is not valid JSON",
	} {
		_, err := parseConfig([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(`{"MIMETypeMapping": {".myext": "text/mycustomtype"}}`))
	f.Add([]byte("{\n"))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		types, err := parseConfig(data)
		if _, unreadable := textfile.Decode(data); unreadable == nil && err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q: %v", data, err)
		}
		for extension, contentType := range types {
			if Builtin().With(types).Of("name"+extension) != contentType {
				t.Errorf("%q has no effect for %q", contentType, extension)
			}
		}
	})
}

func TestLoad(t *testing.T) {
	folder := t.TempDir()
	path := func(name, text string) string {
		p := filepath.Join(folder, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return p
	}
	absent := filepath.Join(folder, "absent")
	first := path("first", `{"MIMETypeMapping": {".a": "text/first"}}`)
	second := path("second", `{"MIMETypeMapping": {".a": "text/second", ".b": "text/second"}}`)
	broken := path("broken", "{\n,")

	types, err := Load([]string{absent, first, second, broken})
	if err != nil || types.Of("x.a") != "text/first" || types.Of("x.b") != Unknown || types.Of("x.html") != "text/html" {
		t.Errorf("got %s and %s, %v", types.Of("x.a"), types.Of("x.b"), err)
	}
	if types, err = Load([]string{absent}); err != nil || types.Of("x.html") != "text/html" {
		t.Errorf("without a file: %v", err)
	}
	if _, err = Load([]string{broken, first}); err == nil || !strings.HasPrefix(err.Error(), broken+", line 2: ") {
		t.Errorf("got %v", err)
	}
	if _, err = Load([]string{folder}); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("got %v", err)
	}
}
