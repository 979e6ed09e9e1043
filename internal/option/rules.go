package option

import (
	"slices"
	"strings"

	"azcopy/internal/storage"
)

// rule is a combination of options that makes no sense.
type rule struct {
	broken bool
	option string // that the hint is for
	what   string
}

// rules returns all rules, evaluated for these options; the first that is broken is the one to report. Where the
// classic AzCopy has a text for a combination, it is kept to the letter, since scripts may look for it.
func (o *Options) rules() []rule {
	return slices.Concat(o.endRules(), o.objectRules(o.SourceAt, o.DestAt), o.tableRules(o.SourceAt, o.DestAt))
}

func (o *Options) endRules() []rule {
	s, d := o.SourceAt.Service, o.DestAt.Service
	return []rule{
		{s == storage.Local && d == storage.Local, "Source",
			"Both Source and Destination are locally accessible locations. " +
				"At least one of source and destination should be an Azure Storage location"},
		{samePlace(o.SourceAt, o.DestAt), "Dest", "Source and destination cannot be the same"},
		{o.DestAt.Secondary, "Dest",
			"nothing can be copied to the secondary region of an account, which is read-only; name the primary region in /Dest"},
		{s == storage.Table && d == storage.Table, "Dest",
			"a table can't be copied to a table; export it to a folder or a blob container, and import it from there"},
		{s == storage.Table && d == storage.File || s == storage.File && d == storage.Table, "Dest",
			"a table can be exported to and imported from a folder or a blob container, not a file share"},
		{(s == storage.File || s == storage.Table) && !o.ends()[0].authorized(), "SourceKey",
			"a file share or table can't be read without /SourceKey or /SourceSAS"},
		{o.DestAt.ShareSnapshot != "", "Dest", "a snapshot of a share can't be written; leave out sharesnapshot"},
		{d != storage.Local && storage.Overrides(o.SourceSAS), "SourceSAS",
			"rscc, rscd, rsce, rscl and rsct in /SourceSAS replace properties of what is read, and a copy would keep the replacements; use a SAS without them"},
		{storage.Overrides(o.DestSAS), "DestSAS",
			"rscc, rscd, rsce, rscl and rsct in /DestSAS hide the true properties of what is at the destination; use a SAS without them"},
	}
}

// objectRules are the rules for blobs and files.
func (o *Options) objectRules(source, dest storage.Location) []rule {
	s, d := source.Service, dest.Service
	upload, download := s == storage.Local, d == storage.Local
	fromFile := s == storage.Local || s == storage.File
	return []rule{
		{s == storage.File && o.Recursive && o.Pattern != "", "Pattern",
			"Search pattern is not supported in recursive mode when the source is an Azure file directory"},
		{s == storage.File && !o.Recursive && o.Pattern == "" && namesFolder(source), "Source",
			"a file share as /Source needs /S, to copy all files in it, or /Pattern with the name of one file"},
		{o.BlobType != "" && !(fromFile && d == storage.Blob), "BlobType",
			"/BlobType applies only when files are copied to Blob storage"},
		{o.BlobType == storage.PageBlob && s == storage.File && !o.SyncCopy, "BlobType",
			"Copying from File Storage to page Blob Storage asynchronously is not supported. Add /SyncCopy"},
		{o.BlobType == storage.AppendBlob && s == storage.File && !o.SyncCopy, "BlobType",
			"Copying from File Storage to append Blob Storage asynchronously is not supported. Add /SyncCopy"},
		{o.SyncCopy && (upload || download), "SyncCopy", "/SyncCopy applies only when /Source and /Dest are both in Azure Storage"},
		{o.AllowGrowth && !o.SyncCopy && !upload && !download, "AllowGrowth",
			"/AllowGrowth does not apply to copies that the service makes by itself. Add /SyncCopy"},
		{o.Snapshot && s != storage.Blob, "Snapshot", "/Snapshot applies only when /Source is in Blob storage"},
		{o.ArchiveOnly && !upload, "A", "/A applies only to uploads"},
		{o.IncludeAttributes != "" && !upload, "IA", "/IA applies only to uploads"},
		{o.ExcludeAttributes != "" && !upload, "XA", "/XA applies only to uploads"},
		{o.FollowSymlinks && !upload, "FollowSymlinks", "/FollowSymlinks applies only to uploads"},
		{o.Delimiter != "" && (s != storage.Blob || d == storage.Blob), "Delimiter",
			"/Delimiter applies only when blobs are copied to files"},
		{o.SetContentType && !upload, "SetContentType", "/SetContentType applies only to uploads"},
		{o.BlockSizeMB > 0 && !(d == storage.Blob && (upload || o.SyncCopy)), "BlockSizeInMb",
			"/BlockSizeInMb applies only to uploads to Blob storage and to /SyncCopy"},
	}
}

// namesFolder reports whether a location in a share can't be a single file.
func namesFolder(l storage.Location) bool {
	return l.Directory == "" || strings.HasSuffix(l.Directory, "/")
}

func (o *Options) tableRules(source, dest storage.Location) []rule {
	exports, imports := source.Service == storage.Table, dest.Service == storage.Table
	return []rule{
		{imports && o.Manifest == "", "Manifest", "the import of a table needs /Manifest"},
		{imports && o.EntityOperation == "", "EntityOperation", "the import of a table needs /EntityOperation"},
		{!exports && len(o.PartitionKeyRanges) > 0, "PKRS", "/PKRS applies only to the export of a table"},
		{!exports && o.SplitSizeMB > 0, "SplitSize", "/SplitSize applies only to the export of a table"},
		{!exports && o.PayloadFormat != "", "PayloadFormat", "/PayloadFormat applies only to the export of a table"},
		{!imports && o.EntityOperation != "", "EntityOperation", "/EntityOperation applies only to the import of a table"},
	}
}

// samePlace reports whether two locations name the same place, whatever the scheme and the SAS.
func samePlace(a, b storage.Location) bool {
	return placeOf(a) == placeOf(b)
}

func placeOf(l storage.Location) storage.Location {
	l.Scheme, l.SAS = "", ""
	l.Host, l.Account = strings.ToLower(l.Host), strings.ToLower(l.Account)
	l.Directory = strings.TrimSuffix(l.Directory, "/")
	return l
}
