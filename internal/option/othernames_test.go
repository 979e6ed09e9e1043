package option

import (
	"strings"
	"testing"
)

// The names that other versions of AzCopy have for an option, and what is said about each. The message never contains the
// value: some are secrets.
func TestNamesOfOtherVersions(t *testing.T) {
	for _, tt := range []struct{ arg, want string }{
		{"/DestinationKey:topsecret", `/DestinationKey is not an option; did you mean /DestKey? For more details, please type "AzCopy /?:DestKey".`},
		{"/DestinationKey", "/DestinationKey is not an option; did you mean /DestKey?"},
		{"/DestinationKey=topsecret", "/DestinationKey is not an option; did you mean /DestKey?"},
		{"/DestinationKeytopsecret", "argument 1 is not an option; the value of /DestKey is written as in /DestKey:<storage-key>"},
		{"/DestinationKeyab==", "argument 1 is not an option; the value of /DestKey is written as in /DestKey:<storage-key>"},
		{"--destination-key=topsecret", "--destination-key is not an option; did you mean --dest-key?"},
		{"--destination-key", "--destination-key is not an option; did you mean --dest-key?"},
		{"/DestinationSAS:?sv=1&sig=topsecret", "/DestinationSAS is not an option; did you mean /DestSAS?"},
		{"--destination-sas=?sv=1&sig=topsecret", "--destination-sas is not an option; did you mean --dest-sas?"},
		{"/DestinationType:blob", "/DestinationType is not an option; did you mean /DestType?"},
		{"/Destination:x", "/Destination is not an option; did you mean /Dest?"},
		{"/Dst:x", "/Dst is not an option; did you mean /Dest?"},
		{"/SrcKey:topsecret", "/SrcKey is not an option; did you mean /SourceKey?"},
		{"--src-key=topsecret", "--src-key is not an option; did you mean --source-key?"},
		{"/SrcSAS:?sig=topsecret", "/SrcSAS is not an option; did you mean /SourceSAS?"},
		{"/SrcType:blob", "/SrcType is not an option; did you mean /SourceType?"},
		{"/Src:x", "/Src is not an option; did you mean /Source?"},
		{"/Recursive", "/Recursive is not an option; did you mean /S?"},
		{"/R", "/R is not an option; did you mean /S?"},
		{"--recursive=true", "--recursive takes no value; leave out =true."},
		{"--recursive=false", "--recursive takes no value; leave out the whole option for no."},
		{"/S:true", "/S takes no value; leave out :true."},
		{"/Y:False", "/Y takes no value; leave out the whole option for no."},
		{"/S=true", "/S takes no value; leave out =true."},
		{"--follow-symlinks=true", "--follow-symlinks takes no value; leave out =true."},
		{"--check-md5=FailIfDifferent", "--check-md5 takes no value"},
		{"/ContentType:text/plain", "/ContentType is not an option; did you mean /SetContentType?"},
		{"--content-type=text/plain", "--content-type is not an option; did you mean --set-content-type?"},
		{"--include-pattern", "--include-pattern is not an option; did you mean --include? There can be only one pattern, and blobs have no wildcards."},
		{"/IncludePattern:*.txt", "/IncludePattern is not an option; did you mean /Pattern?"},
		{"--include-regex=^a", "--include-regex is not an option; did you mean --include?"},
		{"--include-path=a;b", "--include-path is not an option; name the folder in --source."},
		{"--list-of-files=a", "--list-of-files is not an option; files can't be given as a list here; name them with --source and --include."},
		{"--exclude-pattern", "--exclude-pattern is not an option; objects can't be left out by name here, only by time with --exclude-newer and --exclude-older and by attribute with --exclude-attributes."},
		{"/ExcludePattern:*.tmp", "/ExcludePattern is not an option; objects can't be left out by name here, only by time with /XN and /XO and by attribute with /XA."},
		{"--exclude-path=a", "--exclude-path is not an option; objects can't be left out by name here"},
		{"--exclude-regex=a", "--exclude-regex is not an option; objects can't be left out by name here"},
		{"--include-after=2020-08-19", "--include-after is not an option; dates can't be given here: --exclude-older copies what is newer than its counterpart at the destination"},
		{"--include-before=2020-08-19", "--include-before is not an option; dates can't be given here"},
		{"--overwrite", "--overwrite is not an option; --quiet overwrites without a question, and --exclude-older only what is older than its source; with --exclude-newer as well, nothing is overwritten."},
		{"--overwrite=ifSourceNewer", "--overwrite is not an option; --quiet overwrites without a question"},
		{"--yes", "--yes is not an option; did you mean --quiet?"},
		{"--from-to=LocalBlob", "--from-to is not an option; the services follow from the URLs, or from --source-type and --dest-type."},
		{"--put-md5", "--put-md5 is not an option; leave it out: every upload stores the MD5."},
		{"--put-md5=true", "--put-md5 is not an option; leave it out"},
		{"--log-level=INFO", "--log-level is not an option; --verbose writes a log of each object."},
		{"--output-level", "--output-level is not an option; --verbose writes a log"},
		{"--output-type=json", "--output-type is not an option; there is one form of output"},
		{"--cap-mbps=100", "--cap-mbps is not an option; there is no limit in Mbps, but fewer operations at once, set with --parallel-level, slow a run down."},
		{"--block-size-mb=8", "--block-size-mb is not an option; did you mean --block-size-in-mb?"},
		{"--put-blob-size-mb=8", "--put-blob-size-mb is not an option; leave it out"},
		{"--block-blob-tier=Cool", "--block-blob-tier is not an option; access tiers can't be set here: new blobs have that of their account."},
		{"--page-blob-tier=P10", "--page-blob-tier is not an option; access tiers can't be set"},
		{"--metadata=a=b", "--metadata is not an option; metadata can't be set here"},
		{"--blob-tags=a=b", "--blob-tags is not an option; tags can't be set here"},
		{"--content-encoding=gzip", "--content-encoding is not an option; of these properties only the content type can be set here, with --set-content-type."},
		{"--cache-control=x", "--cache-control is not an option; of these properties only the content type"},
		{"--no-guess-mime-type", "--no-guess-mime-type is not an option; leave it out: types are only guessed with --set-content-type without a value."},
		{"--as-subdir=false", "--as-subdir is not an option; leave it out: what is in the source folder is copied, without the folder's own name."},
		{"--delete-destination=true", "--delete-destination is not an option; nothing is deleted at the destination here."},
		{"--mirror-mode", "--mirror-mode is not an option; leave out --exclude-older and --exclude-newer, and everything is copied; nothing is deleted."},
		{"--decompress", "--decompress is not an option; compressed files stay compressed."},
		{"--preserve-permissions", "--preserve-permissions is not an option; owners and permissions are not copied here."},
		{"--preserve-smb-info", "--preserve-smb-info is not an option; only the time of a file's last change can be kept here, with --preserve-last-modified-time."},
		{"--s2s-preserve-properties=false", "--s2s-preserve-properties is not an option; leave it out"},
		{"--trusted-microsoft-suffixes=x", "--trusted-microsoft-suffixes is not an option; give the service of an unknown host with --source-type or --dest-type."},
		{"--skip-version-check", "--skip-version-check is not an option; leave it out: nothing looks for a newer version."},
		{"--dry-run=true", "--dry-run takes no value; leave out =true."},
	} {
		mustSay(t, []string{tt.arg, "after"}, tt.want)
		if text := mustFail(t, tt.arg); strings.Contains(text, "topsecret") || strings.Contains(text, "ab==") {
			t.Errorf("a secret shows: %s", text)
		}
	}
}

// Every name is in lower case, occurs once, is not one of this program's, and leads to an existing option.
func TestOtherNamesAreOthers(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range otherNames() {
		if _, ok := byName(o.option); !ok && o.option != "" {
			t.Errorf("%s: there is no option %s", o.names, o.option)
		}
		if o.option == "" && o.hint == "" {
			t.Errorf("%s: no hint", o.names)
		}
		for name := range strings.FieldsSeq(o.names) {
			row, ok := byEither(name)
			if ok && !strings.EqualFold(row.Long, name) || seen[name] || strings.ToLower(name) != name {
				t.Errorf("%s", name)
			}
			seen[name] = true
		}
	}
}
