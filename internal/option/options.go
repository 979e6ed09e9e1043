// Package option is the command line: one table of options, from which parsing, validation and help follow, in the
// classic spelling (/Source:x) and the long one (--source x).
package option

import "azcopy/internal/storage"

// Options is a parsed command line. The two spellings of one command yield the same value.
type Options struct {
	Source, Dest         string
	Pattern              string
	SourceKey, DestKey   storage.Secret
	SourceSAS, DestSAS   storage.Secret // without '?'
	SourceType, DestType storage.Service
	Recursive            bool // /S
	BlobType             storage.BlobType
	CheckMD5, Snapshot   bool
	Verbose              bool // /V
	VerboseFile          string
	Journal              bool // /Z was given, with a folder or without
	JournalFolder        string
	Quiet                bool // /Y
	ListOnly             bool // /L
	PreserveModTime      bool // /MT
	ExcludeNewer         bool // /XN
	ExcludeOlder         bool // /XO
	ArchiveOnly          bool // /A
	IncludeAttributes    string
	ExcludeAttributes    string
	Delimiter            string
	Concurrency          int // /NC; 0 for the default
	PartitionKeyRanges   []string
	SplitSizeMB          int
	EntityOperation      string
	Manifest             string
	PayloadFormat        string
	SyncCopy             bool
	SetContentType       bool
	ContentType          string
	BlockSizeMB          int
}
