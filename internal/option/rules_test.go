package option

import (
	"strings"
	"testing"
)

// Each combination that makes no sense, and what is said about it.
func TestRules(t *testing.T) {
	const key = "/SourceKey:k"
	var (
		copies      = ends(container, container+"2")
		otherTable  = strings.Replace(table, "mytable", "other", 1)
		shareToBlob = ends(share, container, key, "/S")
		imports     = ends(folder, table, "/Manifest:m", "/EntityOperation:InsertOrSkip")
		exports     = ends(table, folder, key)
	)
	with := func(base []string, more ...string) []string { return append(base[:len(base):len(base)], more...) }
	const (
		bothLocal = "Both Source and Destination are locally accessible locations. " +
			"At least one of source and destination should be an Azure Storage location."
		same            = "Source and destination cannot be the same."
		tableToTable    = "a table can't be copied to a table"
		tableAndShare   = "a table can be exported to and imported from a folder or a blob container, not a file share"
		noSecret        = "a file share or table can't be read without /SourceKey or /SourceSAS"
		shareNeedsS     = "a file share as /Source needs /S"
		overrides       = "rscc, rscd, rsce, rscl and rsct in /SourceSAS replace properties of what is read"
		overridesAtDest = "rscc, rscd, rsce, rscl and rsct in /DestSAS hide the true properties"
		blobType        = "/BlobType applies only when files are copied to Blob storage"
		pageFromFile    = "Copying from File Storage to page Blob Storage asynchronously is not supported."
		appendFromFile  = "Copying from File Storage to append Blob Storage asynchronously is not supported."
		syncCopy        = "/SyncCopy applies only when /Source and /Dest are both in Azure Storage"
		snapshot        = "/Snapshot applies only when /Source is in Blob storage"
		delimiter       = "/Delimiter applies only when blobs are copied to files"
		blockSize       = "/BlockSizeInMb applies only to uploads to Blob storage and to /SyncCopy"
	)
	reported := map[string]bool{}
	for _, tt := range []struct {
		args []string
		want string
		help string // the option that the hint is for
	}{
		{ends("a", "b"), bothLocal, "Source"},
		{ends(container, container), same, "Dest"},
		{ends(container, strings.ToUpper(container[:40])+container[40:]+"/?sig=x", "/SourceKey:k"), same, "Dest"},
		{ends(container+"/vd", container+"/vd/"), same, "Dest"},
		{ends(folder, "https://a-secondary.blob.core.windows.net/con"), "nothing can be copied to the secondary region", "Dest"},
		{ends(table, otherTable, key), tableToTable, "Dest"},
		{ends(table, share, key), tableAndShare, "Dest"},
		{ends(share, table, key, "/S"), tableAndShare, "Dest"},
		{ends(share, folder, "/S"), noSecret, "SourceKey"},
		{ends(table, folder), noSecret, "SourceKey"},
		{ends("http://127.0.0.1:10002/other/table", folder), noSecret, "SourceKey"},
		{ends(share, folder, key, "/S", "/Pattern:a"),
			"Search pattern is not supported in recursive mode when the source is an Azure file directory.", "Pattern"},
		{ends(share, folder, key), shareNeedsS, "Source"},
		{ends(share+"dir/", folder, key), shareNeedsS, "Source"},
		{ends(container, container+"2", "/SourceSAS:sv=1&rsct=text%2Fhtml&sig=x"), overrides, "SourceSAS"},
		{ends(container+"?RSCE=gzip&sig=x", container+"2", "/SyncCopy"), overrides, "SourceSAS"},
		{upload("/DestSAS:rscc=x&sig=x"), overridesAtDest, "DestSAS"},
		{ends(folder, share+"?sharesnapshot=2020-09-24T08:09:30.0000000Z"), "a snapshot of a share can't be written", "Dest"},
		{download("/BlobType:page"), blobType, "BlobType"},
		{with(copies, "/BlobType:block"), blobType, "BlobType"},
		{ends(folder, share, "/BlobType:block"), blobType, "BlobType"},
		{with(copies, "/AllowGrowth"), "/AllowGrowth does not apply to copies that the service makes by itself", "AllowGrowth"},
		{with(shareToBlob, "/BlobType:page"), pageFromFile, "BlobType"},
		{with(shareToBlob, "/BlobType:append"), appendFromFile, "BlobType"},
		{upload("/SyncCopy"), syncCopy, "SyncCopy"},
		{download("/SyncCopy"), syncCopy, "SyncCopy"},
		{upload("/Snapshot"), snapshot, "Snapshot"},
		{with(shareToBlob, "/Snapshot"), snapshot, "Snapshot"},
		{download("/A"), "/A applies only to uploads", "A"},
		{with(copies, "/A"), "/A applies only to uploads", "A"},
		{download("/IA:R"), "/IA applies only to uploads", "IA"},
		{download("/XA:R"), "/XA applies only to uploads", "XA"},
		{upload("/Delimiter:@"), delimiter, "Delimiter"},
		{with(copies, "/Delimiter:@"), delimiter, "Delimiter"},
		{with(shareToBlob, "/Delimiter:@"), delimiter, "Delimiter"},
		{download("/FollowSymlinks"), "/FollowSymlinks applies only to uploads", "FollowSymlinks"},
		{download("/SetContentType"), "/SetContentType applies only to uploads", "SetContentType"},
		{with(copies, "/SetContentType:a/b"), "/SetContentType applies only to uploads", "SetContentType"},
		{download("/BlockSizeInMb:4"), blockSize, "BlockSizeInMb"},
		{with(copies, "/BlockSizeInMb:4"), blockSize, "BlockSizeInMb"},
		{ends(folder, share, "/BlockSizeInMb:4"), blockSize, "BlockSizeInMb"},
		{ends(folder, table, "/EntityOperation:InsertOrSkip"), "the import of a table needs /Manifest", "Manifest"},
		{ends(folder, table, "/Manifest:m"), "the import of a table needs /EntityOperation", "EntityOperation"},
		{with(imports, "/PKRS:a"), "/PKRS applies only to the export of a table", "PKRS"},
		{upload("/PKRS:a"), "/PKRS applies only to the export of a table", "PKRS"},
		{with(imports, "/SplitSize:32"), "/SplitSize applies only to the export of a table", "SplitSize"},
		{with(imports, "/PayloadFormat:CSV"), "/PayloadFormat applies only to the export of a table", "PayloadFormat"},
		{with(exports, "/EntityOperation:InsertOrSkip"), "/EntityOperation applies only to the import of a table", "EntityOperation"},
		{upload("/EntityOperation:InsertOrSkip"), "/EntityOperation applies only to the import of a table", "EntityOperation"},
	} {
		mustSay(t, tt.args, tt.want, `AzCopy /?:`+tt.help+`"`)
		text, _, _ := strings.Cut(mustFail(t, tt.args...), ". For more details")
		reported[text] = true
	}
	for _, r := range new(Options).rules() {
		if !reported[r.what] {
			t.Errorf("nothing breaks the rule %q", r.what)
		}
	}
}

// Combinations next to those of the rules that do make sense.
func TestRulesAllow(t *testing.T) {
	const key = "/SourceKey:k"
	for _, args := range [][]string{
		ends(container, container+"/vd"),
		ends("https://myaccount-secondary.blob.core.windows.net/mycontainer", container),
		ends(container+"/A", container+"/a"),
		ends(share+"dir/file", folder, key),
		ends(share, folder, key, "/Pattern:a"),
		ends(share, folder, "/SourceSAS:sig=x", "/S"),
		ends("http://127.0.0.1:10002/devstoreaccount1/table", folder),
		ends("emulator://file/share", folder, "/S"),
		ends(share, container, key, "/S", "/BlobType:block"),
		ends(share, container, key, "/S", "/BlobType:page", "/SyncCopy"),
		ends(container, share, "/Delimiter:@"),
		ends(container, container+"2", "/SyncCopy", "/CheckMD5", "/BlockSizeInMb:8", "/Snapshot"),
		ends(table, container, key, "/Manifest:m", "/S"),
		ends(container, table, "/Manifest:m", "/EntityOperation:InsertOrSkip"),
		download("/XO", "/XN"),
		download("/SourceSAS:rscd=attachment&rsct=text%2Fhtml&sig=x"),
		{"/Z", "/Y", "/V:x", "/NC:1", "/SourceKey:k", "/DestSAS:sig=s"},
	} {
		mustParse(t, args...)
	}
}

// /CheckMD5 and /MT may be given in any copy of files and blobs, and are dropped where they have no effect.
func TestIdleOptionsAreDropped(t *testing.T) {
	const key = "/SourceKey:k"
	for _, tt := range []struct {
		args                []string
		wantCheck, wantTime bool
	}{
		{download("/CheckMD5", "/MT"), true, true},
		{upload("/CheckMD5", "/MT"), false, false},
		{ends(container, container+"2", "/CheckMD5", "/MT"), false, false},
		{ends(container, container+"2", "/CheckMD5", "/MT", "/SyncCopy"), true, false},
		{ends(share, folder, key, "/S", "/CheckMD5", "/MT"), true, true},
		{ends(folder, share, "/CheckMD5", "/MT"), false, true},
	} {
		if o := mustParse(t, tt.args...); o.CheckMD5 != tt.wantCheck || o.PreserveModTime != tt.wantTime {
			t.Errorf("%q: CheckMD5 %v, PreserveModTime %v", tt.args, o.CheckMD5, o.PreserveModTime)
		}
	}
}

// Each option applies to the services that the table names, but /S is not an error for a table, as the guide has an example
// of it.
func TestServices(t *testing.T) {
	exports := func(more ...string) []string { return ends(table, folder, append(more, "/SourceKey:k")...) }
	for _, o := range []string{"/Pattern:a", "/CheckMD5", "/L", "/MT", "/XN", "/XO"} {
		name, _, _ := strings.Cut(o, ":")
		mustSay(t, exports(o), name+" does not apply to the copy of a table")
	}
	mustSay(t, ends(table, container, "/SourceKey:k", "/L"), "/L does not apply to the copy of a table")
	mustSay(t, upload("/Manifest:m"), "/Manifest applies to Table storage only", "/?:Manifest")
	mustParse(t, exports("/S")...)
}

func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"/Source:x"}, []string{"/Dest is missing", "/?:Dest"}},
		{[]string{"/Dest:" + container}, []string{"/Source is missing", "/?:Source"}},
		{[]string{"/Y"}, []string{"/Source is missing"}},
		{[]string{"--source", "x"}, []string{"--destination is missing", "azcopy --help destination"}},
		{upload("/SourceKey:topsecret"), []string{"/SourceKey is given, but /Source is a local path"}},
		{upload("/SourceSAS:topsecret"), []string{"/SourceSAS is given, but /Source is a local path"}},
		{upload("/SourceType:Blob"), []string{"/SourceType is given, but /Source is a local path"}},
		{download("/DestKey:topsecret"), []string{"/DestKey is given, but /Dest is a local path"}},
		{upload("/DestKey:topsecret", "/DestSAS:sig=topsecret"), []string{"both a key and a SAS are given for /Dest"}},
		{ends("x", container+"?sig=topsecret", "/DestKey:topsecret"), []string{"both a key and a SAS are given for /Dest"}},
		{ends(container+"?snapshot=2013-02-25T08:07:57.0000000Z", "x", "/SourceKey:topsecret"), []string{"a snapshot or version of a blob can't be named in a URL or a SAS"}},
		{ends(container+"?sv=1&sig=topsecret&Snapshot=x", "x"), []string{"a snapshot or version of a blob can't be named"}},
		{ends(container+"?snapshot=x", "x", "--quiet"), []string{"a snapshot or version of a blob can't be named"}},
		{ends("https:/myaccount.blob.core.windows.net/c", "x"), []string{"/Source: the URL has to start with https://"}},
		{ends("x", "myaccount.blob.core.windows.net/c?sv=1&sig=topsecret", "/DestType:Blob"), []string{"/Dest: it starts with the host of a storage account, without https:// before it"}},
		{ends("x", container+"?sig=topsecret", "/DestSAS:sig=other"), []string{"both the URL of /Dest and /DestSAS have a SAS"}},
		{ends("x", "https://blob.example.com/c?sig=topsecret"), []string{"/Dest: the host", "say so with /DestType."}},
		{ends("x", "https://myaccount.blob.core.windows.net"), []string{"/Dest: ", "names no container"}},
		{ends("ftp://x/y", container), []string{"/Source: ", "not a scheme of Azure Storage"}},
		{ends("emulator://blob/con", folder, "/SourceType:Table"), []string{"/SourceType contradicts emulator://blob/con"}},
		{[]string{"/Z", "/S"}, []string{"/S can't be given when /Z alone resumes a run; give /Source and /Dest as well"}},
		{[]string{"--resume", "--recursive"}, []string{"--recursive can't be given when --resume alone resumes a run; give --source and --destination"}},
		{[]string{"/Z", "/Source:" + container}, []string{"/Dest is missing"}},
	} {
		mustSay(t, tt.args, tt.want...)
		if text := mustFail(t, tt.args...); strings.Contains(text, "topsecret") {
			t.Errorf("a secret shows: %s", text)
		}
	}
}
