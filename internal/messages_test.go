package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// program calls a function for each line of the program's Go files, except tests, the packages below the emulator, and the
// drivers' test suite.
func program(t *testing.T, line func(place, text string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		slashed := filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slashed == "emulator" || slashed == "storage/storagetest"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for text := range strings.Lines(string(source)) {
			line(slashed, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Messages put names in plain quotes and not in %q, which would double the backslashes of a Windows path. They stay on one
// line anyway, since report replaces control characters.
func TestMessagesQuoteWithoutEscapes(t *testing.T) {
	shown := map[string]bool{"storage/azure/properties.go": true} // its message is about control characters
	program(t, func(place, text string) {
		if strings.Contains(text, "%q") && !shown[place] {
			t.Errorf("%s: %s", place, strings.TrimSpace(text))
		}
	})
}

// Error texts of Windows end with a full stop, so an error in the middle of a message must be a storage.Clause.
func TestErrorsWithinMessagesAreClauses(t *testing.T) {
	within := regexp.MustCompile(`%[wv](;|,| \()`)
	program(t, func(place, text string) {
		if within.MatchString(text) && !strings.Contains(text, "Clause(") {
			t.Errorf("%s: %s", place, strings.TrimSpace(text))
		}
	})
}
