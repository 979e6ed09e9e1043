package option

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

func noEnv(string) string { return "" }

func mustParse(t *testing.T, args ...string) Options {
	t.Helper()
	c, err := Parse(args, noEnv)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if c.Request != Run {
		t.Fatalf("%q asks for %v", args, c.Request)
	}
	return c.Options
}

const (
	container = "https://myaccount.blob.core.windows.net/mycontainer"
	share     = "https://myaccount.file.core.windows.net/myfileshare/"
	table     = "https://myaccount.table.core.windows.net/mytable/"
)

// Every option, in both spellings, with the two locations that it needs.
func TestBothSpellingsAreTheSame(t *testing.T) {
	const folder = `C:\myfolder`
	type locations struct{ source, dest string }
	upload, download, copies := locations{folder, container}, locations{container, folder}, locations{container, container + "2"}
	export, imports := locations{table, folder}, locations{folder, table}
	tests := []struct {
		at            locations
		classic, long []string
		want          func(*Options)
	}{
		{upload, []string{"/Pattern:a*"}, []string{"--include", "a*"}, func(o *Options) { o.Pattern = "a*" }},
		{download, []string{"/SourceKey:k=="}, []string{"--source-key=k=="}, func(o *Options) { o.SourceKey = "k==" }},
		{upload, []string{"/DestKey:k=="}, []string{"--dest-key", "k=="}, func(o *Options) { o.DestKey = "k==" }},
		{download, []string{"/SourceSAS:?sig=a%2B&sv=1"}, []string{"--source-sas", "sig=a%2B&sv=1"}, func(o *Options) { o.SourceSAS = "sig=a%2B&sv=1" }},
		{upload, []string{`/DestSAS:"sig=x"`}, []string{"--dest-sas=?sig=x"}, func(o *Options) { o.DestSAS = "sig=x" }},
		{upload, []string{"/s"}, []string{"--recursive"}, func(o *Options) { o.Recursive = true }},
		{upload, []string{"/BlobType:PAGE"}, []string{"--blob-type", "page"}, func(o *Options) { o.BlobType = storage.PageBlob }},
		{download, []string{"/CheckMD5"}, []string{"--check-md5"}, func(o *Options) { o.CheckMD5 = true }},
		{copies, []string{"/Snapshot"}, []string{"--include-snapshot"}, func(o *Options) { o.Snapshot = true }},
		{upload, []string{"/V"}, []string{"--verbose"}, func(o *Options) { o.Verbose = true }},
		{upload, []string{"/V:/tmp/x.log"}, []string{"--verbose", "/tmp/x.log"}, func(o *Options) { o.Verbose, o.VerboseFile = true, "/tmp/x.log" }},
		{upload, []string{"/Z"}, []string{"--resume"}, func(o *Options) { o.Journal = true }},
		{upload, []string{`/Z:C:\j\`}, []string{"--resume", `C:\j\`}, func(o *Options) { o.Journal, o.JournalFolder = true, `C:\j\` }},
		{upload, []string{"-Y"}, []string{"--quiet"}, func(o *Options) { o.Quiet = true }},
		{upload, []string{"/L"}, []string{"--dry-run"}, func(o *Options) { o.ListOnly = true }},
		{download, []string{"/MT"}, []string{"--preserve-last-modified-time"}, func(o *Options) { o.PreserveModTime = true }},
		{download, []string{"/XN"}, []string{"--exclude-newer"}, func(o *Options) { o.ExcludeNewer = true }},
		{download, []string{"/xo"}, []string{"--exclude-older"}, func(o *Options) { o.ExcludeOlder = true }},
		{upload, []string{"/A"}, []string{"--archive-only"}, func(o *Options) { o.ArchiveOnly = true }},
		{upload, []string{"/IA:ra"}, []string{"--include-attributes", "RA"}, func(o *Options) { o.IncludeAttributes = "RA" }},
		{upload, []string{"/XA:[H]"}, []string{"--exclude-attributes", "H"}, func(o *Options) { o.ExcludeAttributes = "H" }},
		{download, []string{`/Delimiter:"@"`}, []string{"--delimiter=@"}, func(o *Options) { o.Delimiter = "@" }},
		{upload, []string{"/nc:512"}, []string{"--parallel-level", "512"}, func(o *Options) { o.Concurrency = 512 }},
		{download, []string{"/SourceType:Blob"}, []string{"--source-type", "blob"}, func(o *Options) { o.SourceType = storage.Blob }},
		{upload, []string{"/destType:blob"}, []string{"--dest-type=Blob"}, func(o *Options) { o.DestType = storage.Blob }},
		{export, []string{`/PKRS:"aa#bb"`}, []string{"--partition-key-ranges", "aa#bb"}, func(o *Options) { o.PartitionKeyRanges = []string{"aa", "bb"} }},
		{export, []string{"/SplitSize:100"}, []string{"--split-size", "100"}, func(o *Options) { o.SplitSizeMB = 100 }},
		{imports, []string{"/EntityOperation:insertOrSkip", "/Manifest:m"}, []string{"--entity-operation=InsertOrSkip", "--manifest", "m"},
			func(o *Options) { o.EntityOperation, o.Manifest = "InsertOrSkip", "m" }},
		{export, []string{"/PayloadFormat:csv"}, []string{"--payload-format", "CSV"}, func(o *Options) { o.PayloadFormat = "CSV" }},
		{copies, []string{"/SyncCopy"}, []string{"--sync-copy"}, func(o *Options) { o.SyncCopy = true }},
		{upload, []string{"/SetContentType"}, []string{"--set-content-type"}, func(o *Options) { o.SetContentType = true }},
		{upload, []string{"/SetContentType:video/mp4"}, []string{"--set-content-type", "video/mp4"}, func(o *Options) { o.SetContentType, o.ContentType = true, "video/mp4" }},
		{upload, []string{"/BlockSizeInMb:8"}, []string{"--block-size-in-mb", "8"}, func(o *Options) { o.BlockSizeMB = 8 }},
	}
	covered := map[string]bool{"Source": true, "Dest": true, "@": true}
	for _, tt := range tests {
		want := Options{Source: tt.at.source, Dest: tt.at.dest}
		tt.want(&want)
		classic := mustParse(t, append([]string{"/Source:" + tt.at.source, "/Dest:" + tt.at.dest}, tt.classic...)...)
		long := mustParse(t, append(tt.long, "--source", tt.at.source, "--destination="+tt.at.dest)...)
		if !reflect.DeepEqual(classic, want) || !reflect.DeepEqual(long, want) {
			t.Errorf("%q:\n%+v\n%q:\n%+v\nwant\n%+v", tt.classic, classic, tt.long, long, want)
		}
		if classic.String() != long.String() {
			t.Errorf("%q is %q, %q is %q", tt.classic, classic, tt.long, long)
		}
		for _, row := range Table() {
			if row.get != nil {
				if _, given := row.get(want); given {
					covered[row.Name] = true
				}
			}
		}
	}
	for _, row := range Table() {
		if !covered[row.Name] {
			t.Errorf("no row for /%s", row.Name)
		}
	}
}

// Every command line of the guide is understood, with its slips.
func TestGuideExamples(t *testing.T) {
	const (
		second = "https://myaccount2.blob.core.windows.net/myContainer/"
		sas    = "sv=2014-02-14&sr=c&sig=abc%3D&se=2015-05-01T00%3A00%3A00Z&sp=rl"
	)
	for _, line := range []string{
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:abc.txt`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`,
		`/Source:` + container + `1 /Dest:` + container + `2 /SourceKey:key /DestKey:key /Pattern:abc.txt`,
		`/Source:https://myaccount1-secondary.blob.core.windows.net/mynewcontainer1 /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + `/vd /DestKey:key /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /S`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key`,
		`/Source:` + container + `/vd1/ /Dest:C:\myfolder /SourceKey:key /S`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:a* /S`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:a /S`,
		`/Source:` + container + `1 /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:abc.txt /Snapshot`,
		`/Source:` + container + `1 /DestC:\myfolder /SourceSAS:` + sas + ` /S`,
		`/Source:` + container + `1/?` + sas + ` /Dest:C:\myfolder /S`,
		`/Source:C:\myfolder /Dest:` + container + `1 /DestSAS:` + sas + ` /Pattern:abc.txt`,
		`/Source:` + container + `1 /Dest:` + container + `2 /SourceSAS:` + sas + ` /DestSAS:` + sas + ` /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Z`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Z:C:\journalfolder\`,
		`/Z:C:\journalfolder\`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /V`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /V:C:\myfolder\azcopy1.log`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT /XN`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT /XO`,
		`/Source:https://127.0.0.1:10004/myaccount/myfileshare/ /Dest:C:\myfolder /SourceKey:key /SourceType:Blob /S`,
		`/Source:` + container + `/ /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:ab /SyncCopy`,
		`/Source:C:\myfolder\ /Dest:` + container + `/ /DestKey:key /Pattern:ab /SetContentType:video/mp4`,
		`/Source:C:\myfolder\ /Dest:` + container + `/ /DestKey:key /Pattern:ab /SetContentType`,
		`/Source:` + share + `myfolder1/ /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`,
		`/Source:` + share + ` /Dest:C:\myfolder /SourceKey:key /S`,
		`/Source:C:\myfolder /Dest:` + share + ` /DestKey:key /S`,
		`/Source:C:\myfolder /Dest:` + share + ` /DestKey:key /Pattern:ab* /S`,
		`/Source:` + share + ` /Dest:https://myaccount2.file.core.windows.net/s2/ /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + share + ` /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + second + ` /Dest:` + share + ` /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + table + ` /Dest:C:\myfolder\ /SourceKey:key`,
		`/Source:` + table + ` /Dest:` + container + `/ /SourceKey:key1 /Destkey:key2`,
		`/Source:` + table + ` /Dest:C:\myfolder /SourceKey:key /S /SplitSize:100`,
		`/Source:` + table + ` /Dest:C:\myfolder\ /SourceKey:key /PKRS:"aa#bb"`,
		`/Source:C:\myfolder\ /Dest:` + table + ` /DestKey:key /Manifest:"myaccount_mytable_20140103T112020.manifest" /EntityOperation:InsertOrReplace`,
	} {
		args, err := splitLine(line)
		if err != nil {
			t.Fatal(err)
		}
		o := mustParse(t, args...)
		if o.Dest != "" && !strings.HasPrefix(o.Dest, "http") && !strings.HasPrefix(o.Dest, `C:\`) {
			t.Errorf("%s: destination %q", line, o.Dest)
		}
		for _, shown := range []string{o.String(), o.SourceKey.String()} {
			if strings.Contains(shown, "sig=") || strings.Contains(shown, "key1") {
				t.Errorf("%s shows a secret: %s", line, shown)
			}
		}
	}
}

func TestHelpRequests(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		want  Request
		topic string
	}{
		{nil, Usage, ""}, {[]string{"/?"}, Help, ""}, {[]string{"--help"}, Help, ""}, {[]string{"-?"}, Help, ""}, {[]string{"-h"}, Help, ""},
		{[]string{"/?:SourceKey"}, HelpFor, "SourceKey"}, {[]string{"/?:/nc"}, HelpFor, "NC"}, {[]string{"--help", "source-key"}, HelpFor, "SourceKey"},
		{[]string{"/?:Samples"}, Samples, ""}, {[]string{"/?:Sample"}, Samples, ""}, {[]string{"--help", "sample"}, Samples, ""},
		{[]string{"--version"}, Version, ""},
	} {
		c, err := Parse(tt.args, noEnv)
		if err != nil || c.Request != tt.want || c.Topic.Name != tt.topic {
			t.Errorf("%q: request %v about %q, %v", tt.args, c.Request, c.Topic.Name, err)
		}
	}
}

// Each wrong command line, and what the error must say.
func TestErrors(t *testing.T) {
	up := []string{`/Source:C:\f`, "/Dest:" + container}
	down := []string{"/Source:" + container, `/Dest:C:\f`}
	with := func(base []string, more ...string) []string { return append(append([]string{}, base...), more...) }
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"/Sorce:x"}, []string{"/Sorce is not an option", "did you mean /Source?", "/?:Source"}},
		{with(up, "/SourcKey:topsecret"), []string{"/SourcKey", "/SourceKey"}},
		{with(up, "--recursiv"), []string{"--recursiv is not an option", "--recursive"}},
		{with(up, "/Quux:1"), []string{"/Quux is not an option", "AzCopy /?"}},
		{with(up, "stray"), []string{`"stray" is not an option`}},
		{with(up, "?sv=1&sig=topsecret"), []string{"is not an option"}},
		{with(up, "/NC:0"), []string{`"0" is out of range`, "from 1 to 512", "/?:NC"}},
		{with(up, "/NC:513"), []string{"out of range"}},
		{with(up, "/NC:many"), []string{"out of range"}},
		{with(up, "/NC"), []string{"/NC needs a value"}},
		{with(up, "/Pattern:"), []string{"/Pattern needs a value"}},
		{with(up, "--include"), []string{"--include needs a value"}},
		{with(up, "/S:yes"), []string{"/S takes no value"}},
		{with(up, "/S", "--recursive"), []string{"--recursive is given twice"}},
		{with(up, "/BlobType:heap"), []string{"block, page or append"}},
		{with(up, "/SplitSize:31"), []string{"out of range"}},
		{with(up, "/BlockSizeInMb:6"), []string{"multiple of 4"}},
		{with(up, "/IA:RX"), []string{`"X" is no attribute`}},
		{with(up, "/Delimiter:ab"), []string{"not one character"}},
		{with(up, "/SourceType:Queue"), []string{"Blob, File or Table"}},
		{with(up, "/PKRS:b#a"), []string{"ascending"}},
		{with(up, "/PKRS:a##b"), []string{"none empty"}},
		{[]string{"/Source:x"}, []string{"/Dest is missing", "/?:Dest"}},
		{[]string{"/Dest:" + container}, []string{"/Source is missing"}},
		{[]string{"/Source:a", "/Dest:b"}, []string{"locally accessible"}},
		{[]string{"/Source:" + container, "/Dest:" + container + "/"}, []string{"cannot be the same"}},
		{[]string{"/Source:x", "/Dest:https://a-secondary.blob.core.windows.net/c"}, []string{"secondary"}},
		{[]string{"/Source:" + table, "/Dest:" + strings.Replace(table, "mytable", "other", 1)}, []string{"export it"}},
		{[]string{"/Source:" + share, "/Dest:x", "/S", "/Pattern:a"}, []string{"not supported in recursive mode"}},
		{[]string{"/Source:" + share, "/Dest:x"}, []string{"needs /S"}},
		{with(down, "/BlobType:page"), []string{"only to uploads"}},
		{with(up, "/SyncCopy"), []string{"between two Azure locations"}},
		{with(up, "/Snapshot"), []string{"needs a blob source"}},
		{with(down, "/A"), []string{"only to uploads"}},
		{with(up, "/Delimiter:@"), []string{"download of blobs"}},
		{with(up, "/CheckMD5"), []string{"only to downloads"}},
		{with(up, "/MT"), []string{"only to downloads"}},
		{with(down, "/SetContentType"), []string{"only to uploads"}},
		{with(up, "/Manifest:m"), []string{"/Manifest does not apply"}},
		{[]string{"/Source:x", "/Dest:" + table, "/EntityOperation:InsertOrSkip"}, []string{"needs /Manifest"}},
		{[]string{"/Source:x", "/Dest:" + table, "/Manifest:m"}, []string{"needs /EntityOperation"}},
		{[]string{"/Source:x", "/Dest:" + table, "/Manifest:m", "/EntityOperation:InsertOrSkip", "/PKRS:a"}, []string{"/PKRS applies only to the export"}},
		{with(up, "/SourceKey:topsecret"), []string{"/Source is a local path"}},
		{with(up, "/DestKey:topsecret", "/DestSAS:sig=topsecret"), []string{"both a key and a SAS"}},
		{[]string{"/Source:x", "/Dest:" + container + "?sig=topsecret", "/DestSAS:sig=other"}, []string{"give one of them"}},
		{[]string{"/Source:x", "/Dest:https://blob.example.com/c?sig=topsecret"}, []string{"/DestType"}},
		{[]string{"/?:Sourcekye"}, []string{"/SourceKey"}},
		{[]string{"/@:absent.txt"}, []string{"absent.txt", "can't be read"}},
	} {
		_, err := Parse(tt.args, noEnv)
		if _, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("%q: %v, want an *Error", tt.args, err)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %q does not say %q", tt.args, err, want)
			}
		}
		if strings.Contains(err.Error(), "topsecret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %q shows a secret, or has several lines", tt.args, err)
		}
	}
}

func TestSecretsFromTheEnvironment(t *testing.T) {
	env := map[string]string{"AZCOPY_DEST_KEY": "fromenv", "AZCOPY_SOURCE_SAS": "?sig=env"}
	getenv := func(name string) string { return env[name] }
	c, err := Parse([]string{"/Source:C:\\f", "/Dest:" + container, "/DestSAS:sig=given"}, getenv)
	if err == nil {
		t.Error("a SAS for a local source was accepted")
	}
	delete(env, "AZCOPY_SOURCE_SAS")
	c, err = Parse([]string{"/Source:C:\\f", "/Dest:" + container, "/DestSAS:sig=given"}, getenv)
	if err != nil || c.Options.DestKey != "" {
		t.Errorf("the command line did not go before the environment: %v", err)
	}
	c, err = Parse([]string{"/Source:C:\\f", "/Dest:" + container}, getenv)
	if err != nil || c.Options.DestKey.Reveal() != "fromenv" {
		t.Errorf("the environment was not used: %v", err)
	}
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "options.txt")
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestResponseFiles(t *testing.T) {
	first := writeFile(t, "\ufeff# where from\r\n/Source:\""+container+"\"\r\n\r\n  # where to\r\n/Dest:\"C:\\my folder\"\r\n")
	second := writeFile(t, "/S /Y --include \"a \"\"b\"\"\"\n")
	got := mustParse(t, `/@:"`+first+`"`, "/SourceKey:k", "--config-file", second)
	want := Options{Source: container, Dest: `C:\my folder`, SourceKey: "k", Recursive: true, Quiet: true, Pattern: `a "b"`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for content, want := range map[string]string{
		"/S\n/sourcekey:\ntopsecret\n": ":2: /sourcekey needs a value",
		"/S\n/@:other.txt\n":           ":2: a response file can't name another one",
		"\n\n/Source:\"C:\\a\n":        ":3: a double quote is not closed",
		container + "\n":               ":1: ",
		"/S\n/S":                       ":2: /S is given twice",
	} {
		path := writeFile(t, content)
		_, err := Parse([]string{"/@:" + path}, noEnv)
		if err == nil || !strings.Contains(err.Error(), path+want) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
}

func TestCommandLineParsesBack(t *testing.T) {
	o := mustParse(t, `/Source:C:\my "folder"`, "/Dest:"+container, "/Pattern:a #b", "/S", "/V", "/nc:3")
	args, err := splitLine(o.String())
	if err != nil {
		t.Fatal(err)
	}
	if again := mustParse(t, args...); !reflect.DeepEqual(again, o) {
		t.Errorf("%s became %+v", o, again)
	}
}

func TestUnsupportedOptionsSaySo(t *testing.T) {
	for _, args := range [][]string{
		{`/Source:C:\f`, "/Dest:" + container, "/L"},
		{"/Source:" + table, `/Dest:C:\f`},
		{"/Source:" + container, "/Dest:" + container + "2"},
	} {
		err := mustParse(t, args...).Unsupported()
		if err == nil || !strings.Contains(err.Error(), "not yet supported") {
			t.Errorf("%q: %v", args, err)
		}
	}
	if err := mustParse(t, `/Source:C:\f`, "/Dest:"+container, "/S", "/Y", "/NC:4").Unsupported(); err != nil {
		t.Error(err)
	}
}

func TestHelpNamesEveryOption(t *testing.T) {
	var usage, help, samples strings.Builder
	if err := errors.Join(WriteUsage(&usage, "1.0"), WriteHelp(&help, "1.0"), WriteSamples(&samples)); err != nil {
		t.Fatal(err)
	}
	for _, o := range Table() {
		for _, want := range []string{"/" + o.Name, "--" + o.Long} {
			if !strings.Contains(help.String(), "\n"+want) {
				t.Errorf("the help lacks %s", want)
			}
		}
		if o.Name != "Source" && o.Name != "Dest" && !strings.Contains(usage.String(), "[/"+o.Name) {
			t.Errorf("the usage lacks %s", o.Name)
		}
	}
	for line := range strings.Lines(usage.String() + help.String()) {
		if len(strings.TrimSuffix(line, "\n")) > width {
			t.Errorf("too wide: %s", line)
		}
	}
	if !strings.Contains(help.String(), "\n/XO                           Leaves out") {
		t.Error("the texts don't begin at column 31")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`/Source:a /Dest:https://x.blob.core.windows.net/c /S "--include" "x ""y"""`)
	f.Add(`-@:x /? --help /DestC:\a`)
	f.Fuzz(func(t *testing.T, line string) {
		args, err := splitLine(line)
		if err != nil || strings.Contains(line, "@") || strings.Contains(line, "config-file") {
			return
		}
		c, parseErr := Parse(args, noEnv)
		if parseErr != nil || c.Request != Run {
			return
		}
		o := c.Options
		if o.SourceKey+o.DestKey+o.SourceSAS+o.DestSAS != "" || strings.Contains(o.String(), storage.Masked) {
			return
		}
		again, err := splitLine(o.String())
		if err != nil {
			t.Fatalf("%q can't be split: %v", o, err)
		}
		if back, err := Parse(again, noEnv); err != nil || !reflect.DeepEqual(back.Options, o) {
			t.Errorf("%q became %+v, %v", o, back.Options, err)
		}
	})
}
