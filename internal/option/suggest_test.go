package option

import "testing"

// An unknown option is named where its name can't be a secret, and otherwise given by its position, with what was meant.
func TestUnknownOptions(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"/Sorce:x"}, `/Sorce is not an option; did you mean /Source? For more details, please type "AzCopy /?:Source".`},
		{[]string{"-Sorce:x"}, `-Sorce is not an option; did you mean -Source? For more details, please type "AzCopy /?:Source".`},
		{[]string{"--sorce=x"}, `--sorce is not an option; did you mean --source? For more details, please type "azcopy --help source".`},
		{[]string{"--recursiv"}, "--recursiv is not an option; did you mean --recursive?"},
		{[]string{"/recursive"}, "/recursive is not an option; did you mean /S?"},
		{[]string{"--S", "x"}, "--S is not an option; did you mean --recursive?"},
		{[]string{"/parallel-level:4"}, "/parallel-level is not an option; did you mean /NC?"},
		{[]string{"/dest-key:topsecret"}, "/dest-key is not an option; did you mean /DestKey?"},
		{[]string{"/SourcKey:topsecret"}, "/SourcKey is not an option; did you mean /SourceKey?"},
		{[]string{"/S", "/SourcKey"}, "argument 2 is not an option; did you mean /SourceKey?"},
		{[]string{"/S", "/SourcKey=topsecret"}, "argument 2 is not an option; did you mean /SourceKey?"},
		{[]string{"/Quux:1"}, `/Quux is not an option. For more details, please type "AzCopy /?".`},
		{[]string{"--quux=1"}, `--quux is not an option. For more details, please type "azcopy --help".`},
		{[]string{"/S", "/quuxly"}, "argument 2 is not an option. "},
		{[]string{"--quuxly=="}, "argument 1 is not an option. "},
		{[]string{`/NC:C:\jr`}, `/NC: "C:\jr" is not a whole number`},
		{[]string{"/Patternabc.txt"}, "argument 1 is not an option; the value of /Pattern is written as in /Pattern:<file-pattern>."},
		{[]string{"/Pattern=abc.txt"}, "the value of /Pattern is written as in /Pattern:<file-pattern>."},
		{[]string{"--include:abc.txt"}, "the value of --include is written as in --include <file-pattern>."},
		{[]string{"/S", "/home/me/data"}, "argument 2 is not an option; a source needs /Source before it, a destination /Dest."},
		{[]string{"--recursive", "--/home"}, "argument 2 is not an option; a source needs --source before it, a destination --destination."},
		{[]string{"/"}, "argument 1 is not an option"},
		{[]string{"--"}, "argument 1 is not an option"},
		{[]string{""}, "argument 1 does not start with the name of an option"},
		{[]string{folder, container}, "argument 1 does not start with the name of an option; a source needs /Source before it, a destination /Dest."},
		{upload("stray"), "argument 3 does not start with the name of an option"},
		{upload("recursive"), "argument 3 does not start like an option; did you mean /S?"},
		{[]string{"--source", "x", "recursive"}, "argument 3 does not start like an option; did you mean --recursive?"},
		{[]string{"--source", "x", "dest-key=topsecret"}, "argument 3 does not start like an option; did you mean --dest-key <storage-key>?"},
	} {
		mustSay(t, tt.args, tt.want)
	}
}

func TestUnknownHelpTopics(t *testing.T) {
	const none = "help was requested for an option that does not exist"
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"/?:Sourcekye"}, none + "; did you mean /SourceKey?"},
		{[]string{"--help", "source-kye"}, none + "; did you mean --source-key?"},
		{[]string{"--help=source-key:topsecret"}, none + "; did you mean --source-key?"},
		{[]string{"/?:SourceKeytopsecret"}, none},
		{[]string{"/?:Unknown"}, none + `. For more details, please type "AzCopy /?".`},
		{[]string{"/?:DestinationKey"}, "DestinationKey is not an option; did you mean /DestKey?"},
		{[]string{"--help", "exclude-pattern"}, "exclude-pattern is not an option; objects can't be left out by name here, only by time with --exclude-newer"},
		{[]string{"help", "copy"}, "copy is not a command here: the command line is azcopy --source <source> "},
		{[]string{"/?:copy"}, "copy is not a command here: the command line is AzCopy /Source:<source> "},
		{[]string{"--help", "unknown"}, none + `. For more details, please type "azcopy --help".`},
	} {
		mustSay(t, tt.args, tt.want)
	}
}
