package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// program calls a function for each line of the program's own files, without the tests, the emulator's insides and the suite
// of the drivers.
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

// %q doubles each backslash, and a path of Windows is no longer the one that was typed. Names stand in plain quotes; whatever is
// printed is on one line, since report replaces control characters.
func TestMessagesQuoteWithoutEscapes(t *testing.T) {
	shown := map[string]bool{"storage/azure/properties.go": true} // its control characters are what the message is about
	program(t, func(place, text string) {
		if strings.Contains(text, "%q") && !shown[place] {
			t.Errorf("%s: %s", place, strings.TrimSpace(text))
		}
	})
}

// What Windows says of an error ends with a full stop, so an error that a message goes on after is a storage.Clause.
func TestMessagesGoOnAfterAClause(t *testing.T) {
	goesOn := regexp.MustCompile(`%[wv](;|,| \()`)
	program(t, func(place, text string) {
		if goesOn.MatchString(text) && !strings.Contains(text, "Clause(") {
			t.Errorf("%s: %s", place, strings.TrimSpace(text))
		}
	})
}
