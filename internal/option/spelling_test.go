package option

import (
	"reflect"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// Every option, in both spellings, with the two locations that it needs.
func TestBothSpellingsAreTheSame(t *testing.T) {
	type locations struct{ source, dest string }
	upload, download, copies := locations{folder, container}, locations{container, folder}, locations{container, container + "2"}
	export, imports := locations{table + "?sig=x", folder}, locations{folder, table}
	tests := []struct {
		at            locations
		classic, long []string
		want          func(*Options)
	}{
		{upload, []string{"/Pattern:a*"}, []string{"--include", "a*"}, func(o *Options) { o.Pattern = "a*" }},
		{download, []string{"/SourceKey:k=="}, []string{"--source-key=k=="}, func(o *Options) { o.SourceKey = "k==" }},
		{upload, []string{"/DestKey:k=="}, []string{"--dest-key", "k=="}, func(o *Options) { o.DestKey = "k==" }},
		{download, []string{"/SourceSAS:?sig=a%2B&sv=1"}, []string{"--source-sas", "sig=a%2B&sv=1"},
			func(o *Options) { o.SourceSAS = "sig=a%2B&sv=1" }},
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
		{export, []string{`/PKRS:"aa#bb"`}, []string{"--partition-key-ranges", "aa#bb"},
			func(o *Options) { o.PartitionKeyRanges = []string{"aa", "bb"} }},
		{export, []string{"/SplitSize:100"}, []string{"--split-size", "100"}, func(o *Options) { o.SplitSizeMB = 100 }},
		{imports, []string{"/EntityOperation:insertOrSkip", "/Manifest:m"}, []string{"--entity-operation=InsertOrSkip", "--manifest", "m"},
			func(o *Options) { o.EntityOperation, o.Manifest = "InsertOrSkip", "m" }},
		{export, []string{"/PayloadFormat:csv"}, []string{"--payload-format", "CSV"}, func(o *Options) { o.PayloadFormat = "CSV" }},
		{copies, []string{"/SyncCopy"}, []string{"--sync-copy"}, func(o *Options) { o.SyncCopy = true }},
		{upload, []string{"/FollowSymlinks"}, []string{"--follow-symlinks"}, func(o *Options) { o.FollowSymlinks = true }},
		{upload, []string{"/AllowGrowth"}, []string{"--allow-growth"}, func(o *Options) { o.AllowGrowth = true }},
		{upload, []string{"/SetContentType"}, []string{"--set-content-type"}, func(o *Options) { o.SetContentType = true }},
		{upload, []string{"/SetContentType:video/mp4"}, []string{"--set-content-type", "video/mp4"},
			func(o *Options) { o.SetContentType, o.ContentType = true, "video/mp4" }},
		{upload, []string{"/BlockSizeInMb:8"}, []string{"--block-size-in-mb", "8"}, func(o *Options) { o.BlockSizeMB = 8 }},
	}
	covered := map[string]bool{"Source": true, "Dest": true, "@": true}
	for _, tt := range tests {
		want := Options{Source: tt.at.source, Dest: tt.at.dest}
		if source, sas, found := strings.Cut(tt.at.source, "?"); found {
			want.Source, want.SourceSAS = source, storage.Secret(sas)
		}
		tt.want(&want)
		want = located(t, want)
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
