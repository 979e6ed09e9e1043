package option

import (
	"fmt"
	"io"
	"strings"
)

// isHelp tells whether an argument asks for help or for the version.
func (p *parser) isHelp(a argument) bool {
	if a.prefix == "--" {
		return a.name == "help" || a.name == "version"
	}
	return a.name == "?" || a.prefix == "-" && a.name == "h"
}

// help reads what the help is about: /?:Name, or --help name.
func (p *parser) help(a argument, rest []string) *Error {
	topic := a.value
	if topic == "" && a.prefix == "--" && len(rest) > 0 {
		topic = rest[0]
	}
	topic = strings.TrimLeft(topic, "/-")
	switch {
	case a.name == "version":
		p.command.Request = Version
	case topic == "":
		p.command.Request = Help
	case strings.EqualFold(topic, "sample"), strings.EqualFold(topic, "samples"):
		p.command.Request = Samples
	default:
		for _, o := range p.table {
			if strings.EqualFold(topic, o.Name) || strings.EqualFold(topic, o.Long) {
				p.command.Request, p.command.Topic = HelpFor, o
				return nil
			}
		}
		return unknown(topic, topic)
	}
	return nil
}

const (
	width  = 78
	column = 30
)

func ruler() string { return strings.Repeat("-", width) + "\n" }

// WriteUsage writes the short help.
func WriteUsage(w io.Writer, version string) error {
	var names []string
	for _, o := range Table() {
		name := "[/" + o.Name
		if o.arity == oneValue {
			name += ":"
		}
		names = append(names, name+"]")
	}
	_, err := fmt.Fprint(w, ruler(), "AzCopy ", version, "\n", ruler(), `# AzCopy copies between folders and Azure Blob, File and Table storage.

# Command Line Usage:
    AzCopy /Source:<source> /Dest:<destination> [options]
    azcopy --source <source> --destination <destination> [options]

# Options:
`, indent(strings.Join(names[2:], " "), 4), "\n", ruler(), `For AzCopy command-line help, type one of the following commands:
# Detailed command-line help for AzCopy      ---   AzCopy /?
# Detailed help for any AzCopy option        ---   AzCopy /?:SourceKey
# Command line samples                       ---   AzCopy /?:Sample
# A storage emulator to try it on            ---   azcopy emulator
`, ruler())
	return err
}

// WriteHelp writes the help of every option.
func WriteHelp(w io.Writer, version string) error {
	if _, err := fmt.Fprint(w, ruler(), "AzCopy ", version, "\n", ruler(), "\n"); err != nil {
		return err
	}
	for _, o := range Table() {
		if err := o.WriteHelp(w); err != nil {
			return err
		}
	}
	return nil
}

// WriteHelp writes the option in both spellings, with its text beside it.
func (o Option) WriteHelp(w io.Writer) error {
	heads := []string{"/" + o.Name, "--" + o.Long}
	switch o.arity {
	case oneValue:
		heads[0] += ":" + o.Value
		heads[1] += " " + o.Value
	case optionalValue:
		heads[0] += ":" + o.Value
		heads[1] += " " + o.Value
	}
	help := o.Help
	if o.Pending {
		help += " Not yet supported."
	}
	var b strings.Builder
	texts := wrap(help, width-column)
	for i := range max(len(heads), len(texts)) {
		head, text := "", ""
		if i < len(heads) {
			head = heads[i]
		}
		if len(head) >= column {
			b.WriteString(head + "\n")
			head = ""
		}
		if i < len(texts) {
			text = texts[i]
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s%s", column, head, text), " ") + "\n")
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}

func indent(text string, by int) string {
	var b strings.Builder
	for _, line := range wrap(text, width-by) {
		b.WriteString(strings.Repeat(" ", by) + line + "\n")
	}
	return b.String()
}

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

// WriteSamples writes command lines to begin from.
func WriteSamples(w io.Writer) error {
	const container = "https://myaccount.blob.core.windows.net/mycontainer"
	for _, s := range []struct{ title, command string }{
		{"Upload a folder and its sub-folders", `AzCopy /Source:C:\myfolder /Dest:` + container + ` /DestKey:key /S`},
		{"Upload one file", `AzCopy /Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:abc.txt`},
		{"Upload the files whose names begin with a", `AzCopy /Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:a* /S`},
		{"Download a container", `AzCopy /Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /S`},
		{"Download one blob", `AzCopy /Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`},
		{"Download what lies in a virtual directory", `AzCopy /Source:` + container + `/vd1/ /Dest:C:\myfolder /SourceKey:key /S`},
		{"Download with a shared access signature", `AzCopy /Source:` + container + ` /Dest:C:\myfolder /SourceSAS:"sas" /S`},
		{"Take the options from a file", `AzCopy /@:"C:\responsefiles\copyoperation.txt"`},
		{"The same in the long spelling", `azcopy --source /home/me/data --destination ` + container + ` --dest-key key --recursive`},
		{"Try it without an account", `azcopy /Source:docs /Dest:emulator://blob/quickstart /S`},
	} {
		if _, err := fmt.Fprintf(w, "# %s\n    %s\n\n", s.title, s.command); err != nil {
			return err
		}
	}
	return nil
}
