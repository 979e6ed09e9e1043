package option

import (
	flags "flag"
	"os"
	"strings"
	"testing"
)

var update = flags.Bool("update", false, "write docs/options.md again")

// referenceFile is the documentation of the options: a text, and the table that referenceTable returns.
const referenceFile = "../../docs/options.md"

// docs/options.md says what the table says. After a change: go test ./internal/option -update
func TestReferenceIsUpToDate(t *testing.T) {
	documented, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	// On Windows a checkout may have Windows line ends.
	got := strings.ReplaceAll(string(documented), "\r\n", "\n")
	head, _, found := strings.Cut(got, "| Option |")
	if !found {
		t.Fatalf("%s has no table", referenceFile)
	}
	want := head + referenceTable()
	if *update {
		if err := os.WriteFile(referenceFile, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s differs from the table of options; run go test ./internal/option -update", referenceFile)
	}
}

// referenceTable returns the table of options as a Markdown table, for the documentation.
func referenceTable() string {
	var b strings.Builder
	b.WriteString("| Option | Long spelling | Blob | File | Table | Description |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, o := range Table() {
		b.WriteString("| " + code(o.form(false)) + " | " + code(o.form(true)) + " | ")
		for _, initial := range "BFT" {
			b.WriteString(yesNo(strings.ContainsRune(o.Services, initial)) + " | ")
		}
		paragraphs := o.paragraphs()
		text := strings.Join(paragraphs[:len(paragraphs)-1], "<br>")
		if o.Pending {
			text += "<br>Not yet supported."
		}
		b.WriteString(escapeCell(text) + " |\n")
	}
	return b.String()
}

func yesNo(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

// escapeCell keeps Markdown from interpreting wildcards and bars in a cell.
func escapeCell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, `\`, `\\`, "_", `\_`).Replace(s)
}
