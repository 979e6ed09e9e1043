// Package option is the command line. Parsing, validation, help and documentation all follow from one table of options, in
// the classic spelling (/Source:x) and the long one (--source x).
package option

import "azcopy/internal/storage"

// Options is a parsed command line as plain data. The two spellings of one command yield the same value. An option
// that was not given has the zero value.
type Options struct {
	// Source and Dest are as given, except that the SAS of a URL is moved to SourceSAS and DestSAS.
	Source, Dest string
	// SourceAt and DestAt are the places that Source and Dest name, without a SAS, as Locate has parsed them.
	SourceAt, DestAt     storage.Location `json:"-"`
	Pattern              string
	SourceKey, DestKey   storage.Secret
	SourceSAS, DestSAS   storage.Secret // without '?', in the encoding it was given in
	SourceType, DestType storage.Service
	Recursive            bool // /S
	BlobType             storage.BlobType
	CheckMD5             bool // never in an upload or a copy by the service, which have nothing to check
	Snapshot             bool
	Verbose              bool   // /V, with a file or without
	VerboseFile          string // empty for the default file
	Journal              bool   // /Z, with a folder or without
	JournalFolder        string // empty for the default folder
	Quiet                bool   // /Y
	ListOnly             bool   // /L
	PreserveModTime      bool   // /MT, only where files keep a time
	ExcludeNewer         bool   // /XN
	ExcludeOlder         bool   // /XO
	ArchiveOnly          bool   // /A
	IncludeAttributes    string // letters of attributeLetters, in that order and each once
	ExcludeAttributes    string // as Include
	FollowSymlinks       bool
	AllowGrowth          bool   // only where the content passes through this machine
	Delimiter            string // one character
	Concurrency          int    // /NC, 1 to 512; 0 for the default
	PartitionKeyRanges   []string
	SplitSizeMB          int    // 32 or more
	EntityOperation      string // InsertOrSkip, InsertOrMerge or InsertOrReplace
	Manifest             string
	PayloadFormat        string // JSON or CSV
	SyncCopy             bool
	SetContentType       bool   // with a type or without
	ContentType          string // empty: by the file's extension
	BlockSizeMB          int    // /BlockSizeInMb, a multiple of 4, 4 to 100
}

// Locate parses Source and Dest. Parse calls it; for options from elsewhere, such as a journal, call it before they are
// used. Errors are of type *Error, in the classic spelling.
func (o *Options) Locate() error {
	for _, e := range o.ends() {
		if err := e.locate(); err != nil {
			return err
		}
	}
	return nil
}

// Resumes reports whether the command line has /Z but neither /Source nor /Dest: it resumes the last run of that
// journal with the command line that is stored there.
func (o Options) Resumes() bool {
	return o.Journal && o.Source == "" && o.Dest == ""
}
