package option

import (
	"strconv"
	"strings"

	"azcopy/internal/storage"
)

// arity is whether an option takes a value.
type arity int

const (
	noValue arity = iota
	optionalValue
	oneValue
)

// Option is one row of the table.
type Option struct {
	Name string // the classic spelling is /Name
	Long string // the long spelling is --long
	// Value is what stands for the value in help texts; empty for a switch.
	Value string
	arity arity
	// Services are the initials of the services that the option applies to: B, F and T.
	Services string
	// Pending is whether the option is understood but can't be carried out yet.
	Pending bool
	Help    string

	set func(o *Options, value string) error
	// get returns the value as it is written, and whether the option is set.
	get func(o Options) (string, bool)
}

// Table returns all options, in the order of the help.
func Table() []Option {
	return []Option{
		text("Source", "source", "<source>", "BFT", func(o *Options) *string { return &o.Source },
			"Where to copy from: a folder or file, a blob container, virtual directory or blob, a file share or directory, or a table."),
		text("Dest", "destination", "<destination>", "BFT", func(o *Options) *string { return &o.Dest },
			"Where to copy to: a folder or file, a blob container, virtual directory or blob, a file share or directory, or a table. It is created when it is missing."),
		text("Pattern", "include", "<file-pattern>", "BF", func(o *Options) *string { return &o.Pattern },
			"Which files to copy. For a folder: a name with the wildcards * and ?, matched without regard to case, in sub-folders as well with /S. For a blob container: the prefix of the names with /S, one exact name without. For a file share: one exact name, without /S. By default, everything."),
		secret("SourceKey", "source-key", "<storage-key>", "BFT", func(o *Options) *storage.Secret { return &o.SourceKey },
			"The account key for the source. The environment variable AZCOPY_SOURCE_KEY says the same and shows in no list of processes."),
		secret("DestKey", "dest-key", "<storage-key>", "BFT", func(o *Options) *storage.Secret { return &o.DestKey },
			"The account key for the destination. The environment variable AZCOPY_DEST_KEY says the same."),
		secret("SourceSAS", "source-sas", "<sas-token>", "BFT", func(o *Options) *storage.Secret { return &o.SourceSAS },
			"The shared access signature for the source, with or without its leading '?', in double quotes. It may stand in the URL instead, or in the environment variable AZCOPY_SOURCE_SAS. A blob container is read anonymously when there is neither key nor SAS."),
		secret("DestSAS", "dest-sas", "<sas-token>", "BFT", func(o *Options) *storage.Secret { return &o.DestSAS },
			"The shared access signature for the destination, with or without its leading '?', in double quotes. It may stand in the URL instead, or in the environment variable AZCOPY_DEST_SAS."),
		flag("S", "recursive", "BF", func(o *Options) *bool { return &o.Recursive },
			"Copies sub-folders, or what lies in virtual directories, as well."),
		{Name: "BlobType", Long: "blob-type", Value: "block|page|append", arity: oneValue, Services: "B", Pending: true,
			Help: "The type of the blobs that an upload creates; block by default.",
			set:  setBlobType, get: getBlobType},
		pending(flag("CheckMD5", "check-md5", "BF", func(o *Options) *bool { return &o.CheckMD5 },
			"Computes the MD5 of what is downloaded and fails each file where it is not the stored one. Uploads always store the MD5.")),
		pending(flag("Snapshot", "include-snapshot", "B", func(o *Options) *bool { return &o.Snapshot },
			"Copies the snapshots of blobs as well, each under a name that tells its time: name (yyyy-MM-dd HHmmss).extension.")),
		pending(optional("V", "verbose", "[log-file]", "BFT", func(o *Options) (*bool, *string) { return &o.Verbose, &o.VerboseFile },
			"Appends a line for each object to a log file, AzCopyVerbose.log in the default folder when none is named.")),
		pending(optional("Z", "resume", "[journal-folder]", "BFT", func(o *Options) (*bool, *string) { return &o.Journal, &o.JournalFolder },
			"The folder of the journal, from which an interrupted run is resumed. Alone on the command line, it resumes the last run of that folder.")),
		{Name: "@", Long: "config-file", Value: "<parameter-file>", arity: oneValue, Services: "BFT",
			Help: "A file of further parameters, one or several on a line; lines that begin with # are comments. The option may be given several times, but not inside such a file."},
		flag("Y", "quiet", "BFT", func(o *Options) *bool { return &o.Quiet },
			"Answers every question with Yes: files at the destination are overwritten."),
		pending(flag("L", "dry-run", "BF", func(o *Options) *bool { return &o.ListOnly },
			"Lists what would be copied and copies nothing.")),
		pending(flag("MT", "preserve-last-modified-time", "BF", func(o *Options) *bool { return &o.PreserveModTime },
			"Gives downloaded files the last-modified time of the source.")),
		pending(flag("XN", "exclude-newer", "BF", func(o *Options) *bool { return &o.ExcludeNewer },
			"Leaves out what is as new as the destination's, or newer.")),
		pending(flag("XO", "exclude-older", "BF", func(o *Options) *bool { return &o.ExcludeOlder },
			"Leaves out what is as old as the destination's, or older. With /XN as well, only what the destination lacks is copied.")),
		pending(flag("A", "archive-only", "BF", func(o *Options) *bool { return &o.ArchiveOnly },
			"Uploads only files that have the archive attribute.")),
		pending(attributes("IA", "include-attributes", func(o *Options) *string { return &o.IncludeAttributes },
			"Uploads only files that have one of these attributes: R read-only, A archive, S system, H hidden, C compressed, N normal, E encrypted, T temporary, O offline, I not indexed.")),
		pending(attributes("XA", "exclude-attributes", func(o *Options) *string { return &o.ExcludeAttributes },
			"Leaves out files that have one of these attributes; the letters are those of /IA.")),
		{Name: "Delimiter", Long: "delimiter", Value: "<delimiter>", arity: oneValue, Services: "B", Pending: true,
			Help: "The character that separates virtual directories in the names of downloaded blobs; / by default.",
			set:  setDelimiter, get: getText(func(o Options) string { return o.Delimiter })},
		{Name: "NC", Long: "parallel-level", Value: "<number-of-concurrents>", arity: oneValue, Services: "BFT",
			Help: "How many operations run at once, from 1 to 512. By default eight for each core, or one for each core when tables are copied.",
			set:  number(func(o *Options) *int { return &o.Concurrency }, 1, maxConcurrency, 1),
			get:  getNumber(func(o Options) int { return o.Concurrency })},
		service("SourceType", "source-type", func(o *Options) *storage.Service { return &o.SourceType },
			"The service of a source whose host name does not tell it, such as an emulator's."),
		service("DestType", "dest-type", func(o *Options) *storage.Service { return &o.DestType },
			"The service of a destination whose host name does not tell it, such as an emulator's."),
		{Name: "PKRS", Long: "partition-key-ranges", Value: `"key1#key2#..."`, arity: oneValue, Services: "T", Pending: true,
			Help: "The partition keys between which the export of a table is split, to export the ranges side by side.",
			set:  setRanges, get: getText(func(o Options) string { return strings.Join(o.PartitionKeyRanges, "#") })},
		{Name: "SplitSize", Long: "split-size", Value: "<megabytes>", arity: oneValue, Services: "T", Pending: true,
			Help: "The size in MB at which the export of a table begins another file, at least 32.",
			set:  number(func(o *Options) *int { return &o.SplitSizeMB }, 32, 200_000, 1),
			get:  getNumber(func(o Options) int { return o.SplitSizeMB })},
		choice("EntityOperation", "entity-operation", "T", func(o *Options) *string { return &o.EntityOperation },
			"What the import does with an entity that the table has already.", "InsertOrSkip", "InsertOrMerge", "InsertOrReplace"),
		pending(text("Manifest", "manifest", "<manifest-file>", "T", func(o *Options) *string { return &o.Manifest },
			"The name of the manifest, which an export writes and an import reads.")),
		choice("PayloadFormat", "payload-format", "T", func(o *Options) *string { return &o.PayloadFormat },
			"The format of exported files; JSON by default. CSV can't be imported.", "JSON", "CSV"),
		pending(flag("SyncCopy", "sync-copy", "BF", func(o *Options) *bool { return &o.SyncCopy },
			"Copies between two Azure locations through this machine's memory, instead of leaving it to the service.")),
		pending(optional("SetContentType", "set-content-type", "[content-type]", "BF",
			func(o *Options) (*bool, *string) { return &o.SetContentType, &o.ContentType },
			"The content type of what is uploaded; without a value, that of each file's extension. Without the option, application/octet-stream.")),
		{Name: "BlockSizeInMb", Long: "block-size-in-mb", Value: "<megabytes>", arity: oneValue, Services: "B", Pending: true,
			Help: "The size of the blocks of uploaded block blobs in MB: a multiple of 4, from 4 to 100.",
			set:  number(func(o *Options) *int { return &o.BlockSizeMB }, 4, 100, 4),
			get:  getNumber(func(o Options) int { return o.BlockSizeMB })},
	}
}

// maxConcurrency is the guide's upper limit of /NC.
const maxConcurrency = 512

func pending(o Option) Option {
	o.Pending = true
	return o
}

func getNumber(field func(Options) int) func(Options) (string, bool) {
	return func(o Options) (string, bool) { return strconv.Itoa(field(o)), field(o) != 0 }
}

func getText(field func(Options) string) func(Options) (string, bool) {
	return func(o Options) (string, bool) { return field(o), field(o) != "" }
}
