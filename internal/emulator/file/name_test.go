package file

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator/rest"
)

// Whatever a client sends as a path is refused in the service's form, or is a list of names that can be listed and make up
// the same path again.
func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{"", "/", "a", "a/b/", "//a", "a\x00", "..", "a/../b", `a\b`, "a|b", strings.Repeat("a", 256), strings.Repeat("a/", 1025), "\xff", "ſ/ß"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		names, err := parsePath(path)
		if err != nil {
			if _, ok := errors.AsType[*rest.Error](err); !ok {
				t.Fatalf("%q is refused with %v", path, err)
			}
			return
		}
		for _, name := range names {
			if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") {
				t.Fatalf("%q has the name %q", path, name)
			}
		}
		if again, err := parsePath(strings.Join(names, "/")); err != nil || !slices.Equal(again, names) {
			t.Errorf("%q is %q, and put together %q, %v", path, names, again, err)
		}
	})
}

// Whatever a client sends as attributes is refused, or written so that it is read as the same.
func FuzzParseAttributes(f *testing.F) {
	for _, seed := range []string{"None", "ReadOnly", "readonly | HIDDEN", "None|Hidden", "|", "", "Directory|Archive|NoScrubData", "Normal"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, ok := parseAttributes(text)
		if !ok {
			return
		}
		if again, ok := parseAttributes(a.String()); !ok || again != a {
			t.Errorf("%q is %s, and read again %s, %v", text, a, again, ok)
		}
	})
}
