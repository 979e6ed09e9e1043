package cli

import (
	"os"
	"strings"
	"testing"
)

// The documentation of the emulator names every option that is supported, and no other.
func TestDocumentedEmulatorOptions(t *testing.T) {
	text, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range new(emulatorOptions).table() {
		documented := strings.Contains(string(text), "`--"+row.name+" "+row.value+"`")
		if supported := row.help != ""; documented != supported {
			t.Errorf("--%s is supported: %v, and documented: %v", row.name, supported, documented)
		}
	}
}
