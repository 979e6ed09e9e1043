package option

import (
	"fmt"
	"io"
	"strings"
)

const (
	width  = 78 // of every help text
	column = 30 // of the texts beside the options' names, counted from 0
)

func banner(product, version string) string {
	ruler := strings.Repeat("-", width) + "\n"
	return ruler + product + " " + version + "\n" + ruler
}

// WriteUsage writes the short help, under a banner with the product's name and version.
func WriteUsage(w io.Writer, product, version string) error {
	var names []string
	for _, o := range Table() {
		switch {
		case o.Name == "Source" || o.Name == "Dest":
		case o.Arity == NoValue:
			names = append(names, "[/"+o.Name+"]")
		default:
			names = append(names, "[/"+o.Name+":]")
		}
	}
	_, err := fmt.Fprint(w, banner(product, version), `# AzCopy copies between folders and Azure Blob, File and Table storage.
`+pendingCopies+`

# Command Line Usage:
    AzCopy /Source:<source> /Dest:<destination> [options]
    azcopy --source <source> --destination <destination> [options]

# Options:
`, paragraph(strings.Join(names, " "), 4), "\n", strings.Repeat("-", width), `
For AzCopy command-line help, type one of the following commands:
# Detailed command-line help for AzCopy      ---   AzCopy /?
# Detailed help for any AzCopy option        ---   AzCopy /?:SourceKey
# Command line samples                       ---   AzCopy /?:Sample
# The same in the long spelling              ---   azcopy --help [option]
# A storage emulator to try it on            ---   azcopy emulator
`, strings.Repeat("-", width), "\n")
	return err
}

// WriteHelp writes the help of every option, of the command emulator and of the exit codes, under a banner with the
// product's name and version.
func WriteHelp(w io.Writer, product, version string) error {
	if _, err := fmt.Fprint(w, banner(product, version), pendingCopies, "\n\n"); err != nil {
		return err
	}
	for _, o := range Table() {
		if err := o.WriteHelp(w); err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(w, columns([]string{"azcopy emulator"}, wrap(emulatorHelp, width-column)), "\n",
		columns([]string{"Exit codes"}, strings.Split(exitCodes, "\n")))
	return err
}

const emulatorHelp = "Serves a storage emulator at a port of this machine, for trying out command lines. For its options, type " +
	"azcopy emulator --help."

// exitCodes are those of package cli, as README.md documents them.
const exitCodes = `0    done: all was copied, or left out by choice
1    finished with failures, or ended early
2    the command line is wrong, or asks for
     something that is not yet supported
3    could not start: no such location, a key
     that is refused, a host that is silent
130  interrupted, by Ctrl-C or SIGTERM`

// WriteHelp writes the option in both spellings, with its text beside it and an empty line after it.
func (o Option) WriteHelp(w io.Writer) error {
	_, err := fmt.Fprintln(w, columns([]string{o.form(false), o.form(true)}, o.helpLines()))
	return err
}

// columns returns lines with the names on the left and the texts beside them.
func columns(names, texts []string) string {
	var b strings.Builder
	for len(names) > 0 || len(texts) > 0 {
		name, text := "", ""
		if len(names) > 0 {
			name, names = names[0], names[1:]
		}
		if len(name) < column && len(texts) > 0 { // a longer name has the line to itself
			text, texts = texts[0], texts[1:]
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s%s", column, name, text), " ") + "\n")
	}
	return b.String()
}

// helpLines returns the text, with what the table adds to it, in lines that fit beside the names.
func (o Option) helpLines() []string {
	var lines []string
	for _, p := range o.paragraphs() {
		lines = append(lines, wrap(p, width-column)...)
	}
	return lines
}

// paragraphs returns the paragraphs of the help, without the line breaks of the source code, and one that says where the
// option applies.
func (o Option) paragraphs() []string {
	var ps []string
	for p := range strings.SplitSeq(strings.ReplaceAll(o.Help, "\t", ""), "\n\n") {
		ps = append(ps, strings.Join(strings.Fields(p), " "))
	}
	applies := "Applies to " + o.ServiceNames() + " storage."
	if o.Pending {
		applies += " Not yet supported."
	}
	return append(ps, applies)
}

// paragraph breaks a text into indented lines.
func paragraph(text string, by int) string {
	var b strings.Builder
	for _, line := range wrap(text, width-by) {
		b.WriteString(strings.Repeat(" ", by) + line + "\n")
	}
	return b.String()
}

// wrap breaks a text at blanks into lines of at most width columns; a longer word has a line to itself.
func wrap(text string, columns int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > columns:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
