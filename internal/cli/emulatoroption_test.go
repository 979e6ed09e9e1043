package cli

import (
	"flag"
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
	new(emulatorOptions).flags().VisitAll(func(f *flag.Flag) {
		value, help := flag.UnquoteUsage(f)
		documented := strings.Contains(string(text), "`--"+f.Name+" "+value+"`")
		if supported := help != ""; documented != supported {
			t.Errorf("--%s is supported: %v, and documented: %v", f.Name, supported, documented)
		}
	})
}

// A path with a variable that no shell has expanded is refused, and no folder of that name is created.
func TestEmulatorFoldersThatAreNotMeant(t *testing.T) {
	if _, err := parseEmulator([]string{"--data=~/data"}); err == nil || !strings.Contains(err.Error(), "the shell has not replaced ~") {
		t.Errorf("--data: %v", err)
	}
	_, err := emulatorFolder("linux", func(string) string { return "$HOME/data" })
	if err == nil || !strings.Contains(err.Error(), "AZCOPY_EMULATOR_DATA: the shell has not replaced the variable") {
		t.Errorf("the environment: %v", err)
	}
}
