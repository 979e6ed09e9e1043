package option

import "azcopy/internal/storage"

// objectOptions are those for blobs and files alike.
func objectOptions() []Option {
	return []Option{
		flag("S", "recursive", "BF", func(o *Options) *bool { return &o.Recursive }, `
			Copies what is in subfolders, virtual directories and directories as well. Without it, only what is directly in
			the source is copied. Empty folders are not copied.`),
		text("Pattern", "include", "<file-pattern>", "BF", func(o *Options) *string { return &o.Pattern }, `
			Which files to copy; everything by default. There can be only one pattern.

			In a local folder: a name with the wildcards * and ?, which matches in any case; with /S in each subfolder
			as well.

			In a blob container or virtual directory there are no wildcards and case matters: with /S a prefix of names, without /S the name of one blob.

			In a file share: the name of one file, not together with /S.`),
		flag("CheckMD5", "check-md5", "BF", func(o *Options) *bool { return &o.CheckMD5 }, `
			Computes the MD5 of each downloaded file. The file fails, and is not left at the destination, when a different MD5 or none is stored with the blob or file. With /SyncCopy, what is read is checked in the same way. Uploads always store the MD5; in them, and in copies by the service, the option has no effect.`),
		flag("L", "dry-run", "BF", func(o *Options) *bool { return &o.ListOnly }, `
			Lists what would be copied and copies nothing. Nothing is created at the destination, and no question is asked.
			Each line has the size in bytes, the source and the destination.`),
		flag("MT", "preserve-last-modified-time", "BF", func(o *Options) *bool { return &o.PreserveModTime }, `
			Gives each file in a folder or a file share the last-modified time of its source. Later copies with /XO or /XN
			need it for their comparison. Blobs have no time that could be given to them.`),
		flag("XN", "exclude-newer", "BF", func(o *Options) *bool { return &o.ExcludeNewer }, `
			Leaves out what was last modified at the same time as its counterpart at the destination, or later.`),
		flag("XO", "exclude-older", "BF", func(o *Options) *bool { return &o.ExcludeOlder }, `
			Leaves out what was last modified at the same time as its counterpart at the destination, or earlier.
			Together with /XN, only what the destination lacks is copied. Times are compared in whole seconds, each by the
			clock of its own end.`),
		flag("A", "archive-only", "BF", func(o *Options) *bool { return &o.ArchiveOnly }, `
			Uploads only files that have the archive attribute. On Linux and macOS the attributes are those that Samba and NTFS store with a file. A file without any counts as having the archive attribute, as hidden when its name starts with a dot, and as read-only when its owner may not write to it.`),
		attributes("IA", "include-attributes", func(o *Options) *string { return &o.IncludeAttributes }, `
			Uploads only files that have at least one of these attributes: R read-only, A ready for archiving, S system,
			H hidden, C compressed, N normal (none of the others), E encrypted, T temporary, O offline, I not indexed.`),
		attributes("XA", "exclude-attributes", func(o *Options) *string { return &o.ExcludeAttributes }, `
			Leaves files out of an upload that have at least one of these attributes. The letters are those of /IA.`),
		flag("FollowSymlinks", "follow-symlinks", "BF", func(o *Options) *bool { return &o.FollowSymlinks }, `
			With /S, uploads what is in the folders that symbolic links and junctions lead to as well. A link that leads
			back to a folder that contains it fails. Links to files are followed in any case.`),
		flag("AllowGrowth", "allow-growth", "BF", func(o *Options) *bool { return &o.AllowGrowth }, `
			Copies a file that is appended to while it is read, such as a log, as it was when it was listed; without the option it fails, like everything that changes. A file counts as grown when it is longer than it was; only its writer knows whether its beginning is still the same. Of blobs only append blobs grow. Between two locations in Azure Storage the option needs /SyncCopy.`),
		flag("SyncCopy", "sync-copy", "BF", func(o *Options) *bool { return &o.SyncCopy }, `
			Copies between two locations in Azure Storage through the memory of this machine, at a steady speed, instead
			of leaving the copy to the service. What is read that way may be charged as outgoing traffic; a machine in
			the source's region avoids that.`),
		mediaType(optional("SetContentType", "set-content-type", "[content-type]", "BF",
			func(o *Options) (*bool, *string) { return &o.SetContentType, &o.ContentType }, `
			The MIME content type of everything that is uploaded. Without a value, each blob or file gets the type of its extension, or application/octet-stream when that has none. Without the option, every type is
			application/octet-stream.

			Types of your own come from the file AzCopyConfig.json, as in
			{"MIMETypeMapping": {".myext": "text/mycustomtype"}}, in the first of these folders that has one:
			%LocalAppData%\Microsoft\Azure\AzCopy on Windows, ~/Library/Application Support/azcopy on macOS, and elsewhere
			$XDG_DATA_HOME/azcopy or ~/.local/share/azcopy; the default folder of /V; the folder of the program.`)),
	}
}

// blobOptions are those for blobs only.
func blobOptions() []Option {
	return []Option{
		choice("BlobType", "blob-type", "B", func(o *Options) *storage.BlobType { return &o.BlobType }, blobTypes(), `
			The type of the blobs that are created from files; block by default. The size of a page blob is a multiple of
			512 bytes, and files of another size fail. A copy from blob to blob keeps the type.`),
		delimiter(text("Delimiter", "delimiter", "<delimiter>", "B", func(o *Options) *string { return &o.Delimiter }, `
			The character at which the names of downloaded blobs are split into folders; / by default. It also separates the
			virtual directories in the URL of /Source, and those whose blobs are left out without /S.`)),
		flag("Snapshot", "include-snapshot", "B", func(o *Options) *bool { return &o.Snapshot }, `
			Copies the snapshots of blobs as well, each to its own blob or file with the snapshot's time in its name, as in abc (2013-02-25 080757).txt.`),
		number("BlockSizeInMb", "block-size-in-mb", "<megabytes>", "B", func(o *Options) *int { return &o.BlockSizeMB },
			bounds{4, 100, 4}, `
			The size of the blocks that are written to block blobs, in MB: a multiple of 4, from 4 to 100. A larger size is
			used where a blob would have more than 50,000 blocks.`),
	}
}

func blobTypes() []word[storage.BlobType] {
	return []word[storage.BlobType]{{"block", storage.BlockBlob}, {"page", storage.PageBlob}, {"append", storage.AppendBlob}}
}
