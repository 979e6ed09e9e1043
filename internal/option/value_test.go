package option

import (
	"strings"
	"testing"
)

// Each value that an option refuses, and what is said about it.
func TestValuesRefused(t *testing.T) {
	const attributes = "use letters of RASHCNETOI"
	for _, tt := range []struct{ arg, want string }{
		{"/NC:0", `/NC: "0" is not a whole number from 1 to 512`},
		{"/NC:513", `/NC: "513" is not a whole number from 1 to 512`},
		{"/NC:-1", `/NC: "-1" is not`},
		{"/NC:1.5", `/NC: "1.5" is not`},
		{"/NC:many", `/NC: "many" is not`},
		{"/NC:99999999999999999999", `/NC: "99999999999999999999" is not`},
		{"/NC", "/NC needs a value, as in /NC:<number-of-concurrents>"},
		{"/NC:", "/NC needs a value"},
		{"/nc=4", "the value of /NC is written as in /NC:<number-of-concurrents>"},
		{"/Pattern:", "/Pattern needs a value, as in /Pattern:<file-pattern>"},
		{`/Pattern:""`, "/Pattern needs a value"},
		{"--include", "--include needs a value, as in --include <file-pattern>"},
		{"--include=", "--include needs a value"},
		{"/S:yes", "/S takes no value"},
		{"/S:", "/S takes no value"},
		{"/S=yes", "/S takes no value"},
		{"--recursive=yes", "--recursive takes no value"},
		{"--recursive:yes", "--recursive takes no value"},
		{"/BlobType:heap", `/BlobType: "heap" is not one of block, page, append`},
		{"--blob-type=heap", `--blob-type: "heap" is not one of block, page, append`},
		{"/SplitSize:31", `/SplitSize: "31" is not a whole number from 32 to 200000`},
		{"/SplitSize:200001", `"200001" is not`},
		{"/BlockSizeInMb:6", `"6" is not a whole number from 4 to 100 that is a multiple of 4`},
		{"/BlockSizeInMb:0", `"0" is not`},
		{"/BlockSizeInMb:104", `"104" is not`},
		{"/IA:RX", `/IA: "X" is not an attribute; ` + attributes},
		{"/IA:[]", "/IA: no attribute is named; " + attributes},
		{"/IA", "/IA needs a value"},
		{"/XA:r,h", `/XA: "," is not an attribute; ` + attributes},
		{`/IA:\`, `/IA: "\" is not an attribute`},
		{"/Delimiter:ab", `/Delimiter: "ab" is not one character`},
		{"/Delimiter:\xff", "is not one character"},
		{`/Delimiter:\`, `/Delimiter: the names of blobs have no \, since the service reads it as /; leave the option out if / was meant`},
		{`--delimiter=\`, `--delimiter: the names of blobs have no \`},
		{"/SetContentType:text/plÿin", "contains characters that a content type can't have"},
		{"/SourceType:Queue", `"Queue" is not one of Blob, File, Table`},
		{"/DestType:Local", `"Local" is not one of Blob, File, Table`},
		{"/EntityOperation:Insert", `"Insert" is not one of InsertOrSkip, InsertOrMerge, InsertOrReplace`},
		{"/PayloadFormat:xml", `"xml" is not one of JSON, CSV`},
		{"/PKRS:b#a", `must be in ascending order, each once: "a" does not come after "b"`},
		{"/PKRS:a#a", `each once: "a" does not come after "a"`},
		{"/PKRS:a##b", `"a##b" has an empty partition key`},
		{"/PKRS:#", `has an empty partition key`},
		{"/SourceKey: ", "/SourceKey: the value is empty"},
		{"/SourceKey:top secret", "/SourceKey: the value contains a blank or the end of a line"},
		{"/SourceSAS:?", "/SourceSAS: the value is empty"},
		{"/SourceSAS:sig=secret\n", ""},
		{"/SourceSAS:sig=\nsecret", "/SourceSAS: the value contains a blank or the end of a line"},
		{"/DestKey:sec\x00ret", "/DestKey: the value contains a blank"},
		{"/Pattern:a\nb", "the value of /Pattern contains a control character"},
		{"/V:a\x1b[31mb", "the value of /V contains a control character"},
		{"/Z:a\u0085b", "the value of /Z contains a control character"},
		{"--set-content-type=a/b\r\nx-evil: 1", "the value of --set-content-type contains a control character"},
		{"/@:a\tb", "the value of /@ contains a control character"},
		{`/Z:C:\my folder" /Y`, `the path of /Z contains a double quote: write "C:\my folder" without a backslash`},
		{`/V:\\server\share" /Y`, "the path of /V contains a double quote"},
	} {
		if tt.want == "" {
			if _, err := (&parser{given: map[string]bool{}}).next([]string{tt.arg}, 1, ""); err != nil {
				t.Errorf("%q: %v", tt.arg, err)
			}
			continue
		}
		mustSay(t, []string{tt.arg}, tt.want)
		if text := mustFail(t, tt.arg); strings.Contains(text, "secret") {
			t.Errorf("%q: a secret shows: %s", tt.arg, text)
		}
	}
}

// Giving an option twice is an error, in any spelling, even with the same value.
func TestOptionsGivenTwice(t *testing.T) {
	for _, args := range [][]string{
		{"/S", "/S"}, {"/S", "/s"}, {"/S", "-S"}, {"/S", "--recursive"}, {"--verbose", "/V:x"}, {"/Z:a", "/Z:a"},
		{"/NC:4", "--parallel-level", "4"}, {"/Source:a", "--source=b"}, {`/DestC:\a`, `/Dest:C:\a`}, {"/SourceKey:secret", "/sourcekey:secret"},
	} {
		text := mustFail(t, args...)
		if !strings.Contains(text, " is given twice. ") || strings.Contains(text, "secret") {
			t.Errorf("%q: %s", args, text)
		}
	}
}

// Attributes are taken in any case and order, each once.
func TestAttributes(t *testing.T) {
	for arg, want := range map[string]string{
		"/IA:ra": "RA", "/IA:[RASHCNETOI]": "RASHCNETOI", "/IA:iotencHSAR": "RASHCNETOI", "/IA:hhH": "H", "/IA:[h": "H",
	} {
		if got := mustParse(t, upload(arg)...).IncludeAttributes; got != want {
			t.Errorf("%s: got %q, want %q", arg, got, want)
		}
	}
}

// Secrets lose the blanks around them, and a SAS its question mark.
func TestSecretsAreTrimmed(t *testing.T) {
	o := mustParse(t, ends(container, container+"2", "/SourceKey: k==\r\n", "/DestSAS: ?sig=x ")...)
	if o.SourceKey.Reveal() != "k==" || o.DestSAS.Reveal() != "sig=x" {
		t.Errorf("got %q and %q", o.SourceKey.Reveal(), o.DestSAS.Reveal())
	}
}
