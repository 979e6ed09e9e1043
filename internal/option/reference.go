package option

import (
	"fmt"
	"io"
	"strings"
)

// WriteReference writes the table as a Markdown table, for the documentation.
func WriteReference(w io.Writer) error {
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
	_, err := fmt.Fprint(w, b.String())
	return err
}

func yesNo(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

// escapeCell keeps Markdown from taking wildcards and bars in a cell for its own.
func escapeCell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, `\`, `\\`, "_", `\_`).Replace(s)
}
