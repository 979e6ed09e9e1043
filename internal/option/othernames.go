package option

import "strings"

// otherName has the names that other versions of AzCopy give to something, in lower case, with blanks between them.
type otherName struct {
	names  string
	option string // the classic name of the option that is meant, or that the hint is about; empty for none
	hint   string // what to do, instead of the question whether the option is meant; it names options in the classic spelling
}

// findOther returns the row of a name from another version of AzCopy, in any case.
func findOther(name string) (otherName, bool) {
	for _, o := range otherNames() {
		for other := range strings.FieldsSeq(o.names) {
			if strings.EqualFold(other, name) {
				return o, true
			}
		}
	}
	return otherName{}, false
}

// otherSecret returns the secret option for which a text starts with another version's name.
func otherSecret(s string) (Option, bool) {
	for _, o := range otherNames() {
		row, _ := byName(o.option)
		for other := range strings.FieldsSeq(o.names) {
			if row.secret && len(s) >= len(other) && strings.EqualFold(s[:len(other)], other) {
				return row, true
			}
		}
	}
	return Option{}, false
}

// say returns the error for an argument that has the name.
func (o otherName) say(shown string) *Error {
	hint := o.hint
	if hint == "" {
		hint = "did you mean /" + o.option + "?"
	}
	return wrong(o.option, "%s is not an option; "+hint, shown)
}

// otherNames returns the names of options in AzCopy v10, in earlier versions than this one, and names that users might
// expect. Those that are the same here, or nearly, are not among them.
func otherNames() []otherName {
	return append(renamed(), elsewhere()...)
}

// renamed are the names of what is an option here as well.
func renamed() []otherName {
	return []otherName{
		{"src sourcepath src-path", "Source", ""},
		{"dst destinationpath dest-path destpath", "Dest", ""},
		{"srckey src-key source-account-key", "SourceKey", ""},
		{"dstkey dst-key destinationkey destination-key", "DestKey", ""},
		{"srcsas src-sas source-sas-token", "SourceSAS", ""},
		{"dstsas dst-sas destinationsas destination-sas", "DestSAS", ""},
		{"srctype src-type", "SourceType", ""},
		{"dsttype dst-type destinationtype destination-type", "DestType", ""},
		{"r recurse", "S", ""},
		{"contenttype content-type", "SetContentType", ""},
		{"include-pattern includepattern include-regex", "Pattern", "did you mean /Pattern? There can be only one pattern, and blobs have no wildcards."},
		{"block-size-mb blocksizemb", "BlockSizeInMb", ""},
		{"yes force", "Y", ""},
		{"whatif", "L", ""},
		{"log-level output-level log-verbosity loglevel log", "V", "/V writes a log of each object."},
		{"list-of-versions", "Snapshot", "versions of blobs are not copied here; /Snapshot copies their snapshots."},
	}
}

// elsewhere are the names of what is done in another way here, automatically, or not at all.
func elsewhere() []otherName {
	const (
		byName      = "objects can't be left out by name here, only by time with /XN and /XO and by attribute with /XA."
		byDate      = "dates can't be given here: /XO copies what is newer than its counterpart at the destination, or missing there."
		properties  = "of these properties only the content type can be set here, with /SetContentType."
		tier        = "access tiers can't be set here: new blobs have that of their account."
		permissions = "owners and permissions are not copied here."
		byItself    = "leave it out: what is copied between two accounts keeps its properties, and is checked for changes."
	)
	return []otherName{
		{"include-path includepath", "Source", "name the folder in /Source."},
		{"list-of-files listoffiles", "Pattern", "files can't be given as a list here; name them with /Source and /Pattern."},
		{"exclude-pattern exclude-path exclude-regex excludepattern excludepath exclude exclude-blob-type exclude-container", "XO", byName},
		{"include-after include-before includeafter includebefore", "XO", byDate},
		{"overwrite", "Y", "/Y overwrites without a question, and /XO only what is older than its source; with /XN as well, nothing is overwritten."},
		{"from-to fromto", "SourceType", "the services follow from the URLs, or from /SourceType and /DestType."},
		{"trusted-microsoft-suffixes", "SourceType", "give the service of an unknown host with /SourceType or /DestType."},
		{"put-md5 putmd5", "CheckMD5", "leave it out: every upload stores the MD5."},
		{"check-length", "", "leave it out: lengths are always checked."},
		{"put-blob-size-mb", "BlockSizeInMb", "leave it out: small files are uploaded in one request; /BlockSizeInMb is the size of blocks."},
		{"output-type output", "V", "there is one form of output, and /V writes a log of each object."},
		{"cap-mbps cap-mb", "NC", "there is no limit in Mbps, but fewer operations at once, set with /NC, slow a run down."},
		{"block-blob-tier page-blob-tier blob-tier", "", tier},
		{"metadata", "", "metadata can't be set here: uploads have none, and copies keep that of the source."},
		{"blob-tags", "", "tags can't be set here."},
		{"content-encoding content-language content-disposition cache-control", "SetContentType", properties},
		{"no-guess-mime-type", "SetContentType", "leave it out: types are only guessed with /SetContentType without a value."},
		{"as-subdir strip-top-dir", "Source", "leave it out: what is in the source folder is copied, without the folder's own name."},
		{"delete-destination delete-destination-file purge", "", "nothing is deleted at the destination here."},
		{"mirror-mode", "XO", "leave out /XO and /XN, and everything is copied; nothing is deleted."},
		{"decompress", "", "compressed files stay compressed."},
		{"preserve-permissions preserve-owner preserve-smb-permissions preserve-posix-properties backup", "", permissions},
		{"preserve-smb-info preserve-info", "MT", "only the time of a file's last change can be kept here, with /MT."},
		{"preserve-symlinks", "FollowSymlinks", "links are not copied as links; /FollowSymlinks copies what is in the folders that they lead to."},
		{"s2s-preserve-properties s2s-detect-source-changed s2s-handle-invalid-metadata s2s-preserve-access-tier s2s-preserve-blob-tags", "", byItself},
		{"skip-version-check", "", "leave it out: nothing looks for a newer version."},
		{"cpk-by-name cpk-by-value", "", "customer-provided keys can't be given here."},
	}
}
