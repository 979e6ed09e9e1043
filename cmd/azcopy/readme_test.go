package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/option"
)

// What a newcomer types first is what the README begins with.
func TestReadmeBeginsWithTheQuickstart(t *testing.T) {
	want := []string{
		"$ go run ./cmd/azcopy /Source:docs /Dest:emulator://blob/quickstart /S",
		"$ go run ./cmd/azcopy /Source:emulator://blob/quickstart /Dest:quickstart /S",
	}
	got := slices.DeleteFunc(console(t, "../../README.md"), func(line string) bool { return !strings.HasPrefix(line, "$ ") })
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("the README begins with %q, want %q", got, want)
	}
}

// The README's table has each pending option among what is not yet supported, and no other.
func TestReadmeSaysWhatIsPending(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "\n| | now | not yet |")
	table, _, ends := strings.Cut(table, "\n\n")
	if !found || !ends {
		t.Fatal("there is no table")
	}
	var notYet strings.Builder
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 5 {
			notYet.WriteString(cells[3])
		}
	}
	for _, o := range option.Table() {
		if listed := strings.Contains(notYet.String(), "`/"+o.Name+"`"); listed != o.Pending {
			t.Errorf("/%s is pending: %v, and the README has it under not yet: %v", o.Name, o.Pending, listed)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// What a document links to in this repository is there.
func TestLinksLeadSomewhere(t *testing.T) {
	links := 0
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../docs/design/*.md"} {
		documents, err := filepath.Glob(pattern)
		if err != nil || len(documents) == 0 {
			t.Fatalf("no documents match %s, %v", pattern, err)
		}
		for _, document := range documents {
			text, err := os.ReadFile(document)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range link.FindAllStringSubmatch(string(text), -1) {
				links++
				target := filepath.Join(filepath.Dir(document), filepath.FromSlash(found[1]))
				if _, err := os.Stat(target); err != nil && !strings.Contains(found[1], "://") {
					t.Errorf("%s links to %s: %v", document, found[1], err)
				}
			}
		}
	}
	if links == 0 {
		t.Error("no links were found")
	}
}
