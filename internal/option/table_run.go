package option

import "azcopy/internal/storage"

// locationOptions are the two ends of a copy and their credentials.
func locationOptions() []Option {
	return []Option{
		checked(text("Source", "source", "<source>", "BFT", func(o *Options) *string { return &o.Source }, `
			Where to copy from: a folder or a single file; the URL of a blob container, of a virtual directory or of a
			blob; of a file share, of a directory or of a file in it; or of a table. emulator://blob/container names a container of the emulator inside this program.`), checkLocation),
		checked(text("Dest", "destination", "<destination>", "BFT", func(o *Options) *string { return &o.Dest }, `
			Where to copy to, written as for /Source. A folder, container, share or table that does not exist yet is
			created. The secondary region of an account can only be a source. When the destination is a virtual directory
			below the source, what is in it is not copied.`), checkLocation),
		key("SourceKey", "source-key", func(o *Options) *storage.Secret { return &o.SourceKey }, `
			The key of the source's storage account. It may be given in the environment variable AZCOPY_SOURCE_KEY instead, where a list of processes does not show it.`),
		key("DestKey", "dest-key", func(o *Options) *storage.Secret { return &o.DestKey }, `
			The key of the destination's storage account. It may be given in the environment variable AZCOPY_DEST_KEY
			instead, where a list of processes does not show it.`),
		sas("SourceSAS", "source-sas", func(o *Options) *storage.Secret { return &o.SourceSAS }, `
			The shared access signature for the source, with or without its leading ?, in double quotes because of the
			characters in it. It must allow reading and listing. It may be part of the source's URL instead, or be given in
			the environment variable AZCOPY_SOURCE_SAS.

			A blob container is read anonymously when there is neither key nor SAS; a file share and a table need one of
			them.`),
		sas("DestSAS", "dest-sas", func(o *Options) *storage.Secret { return &o.DestSAS }, `
			The shared access signature for the destination, with or without its leading ?, in double quotes because of the
			characters in it. It must allow reading and writing; with /Y, and with neither /XO nor /XN, writing is enough,
			unless the service copies by itself from another account. It may be part of the destination's URL instead, or be
			given in the environment variable AZCOPY_DEST_SAS.`),
	}
}

// runOptions say how a run is carried out, whatever it copies.
func runOptions() []Option {
	return []Option{
		checked(resumable(optional("V", "verbose", "[log-file]", "BFT", func(o *Options) (*bool, *string) { return &o.Verbose, &o.VerboseFile }, `
			Appends a line for each object and each error to a log file: the one named, relative to the current folder, or
			AzCopyVerbose.log in the default folder: %LocalAppData%\Microsoft\Azure\AzCopy on Windows, ~/Library/Application
			Support/azcopy on macOS, and elsewhere $XDG_STATE_HOME/azcopy or ~/.local/state/azcopy. Keys and SAS are never
			written to it.`)), CheckPath),
		checked(resumable(optional("Z", "resume", "[journal-folder]", "BFT",
			func(o *Options) (*bool, *string) { return &o.Journal, &o.JournalFolder }, `
			The folder of the journal, in which a run records what it has done until it is complete. The same command line
			with the same folder resumes a run that was interrupted; another one asks before it replaces the journal.
			Without a folder, or without the option, the journal is in the default folder, which is that of /V.

			With neither /Source nor /Dest, the last run of that folder is resumed; then only /Y, /V, /NC, keys and SAS may be given with it. Runs at the same time each need their own folder.`)), CheckPath),
		{Name: "@", Long: "config-file", Value: "<parameter-file>", Arity: OneValue, Services: "BFT", Help: `
			A response file: its parameters count as if they were on the command line. A line has one or more parameters, in the same syntax, and no parameter spans lines. Inside double quotes "" means one double quote. Lines that start with # are comments. The option may be given several times, but not inside such a
			file.`},
		resumable(flag("Y", "quiet", "BFT", func(o *Options) *bool { return &o.Quiet }, `
			Answers every question with Yes: what exists at the destination is overwritten. Without it, and without a terminal, a run that has a question fails.`)),
		resumable(number("NC", "parallel-level", "<number-of-concurrents>", "BFT", func(o *Options) *int { return &o.Concurrency },
			bounds{1, maxConcurrency, 1}, `
			How many operations run at once, from 1 to 512. The default is eight for each processor core, or one for each
			core when a table is copied. A lower number helps where the network is slow and many requests time out. An
			export with /PKRS runs no more operations than it has ranges.`)),
		choice("SourceType", "source-type", "BFT", func(o *Options) *storage.Service { return &o.SourceType }, services(), `
			Which service the source's URL belongs to. Needed only when the host name does not say so, as for a storage
			emulator at an unusual port or a private cloud.`),
		choice("DestType", "dest-type", "BFT", func(o *Options) *storage.Service { return &o.DestType }, services(), `
			Which service the destination's URL belongs to. Needed only when the host name does not say so, as for a storage
			emulator at an unusual port or a private cloud.`),
	}
}

// maxConcurrency is the guide's upper limit of /NC.
const maxConcurrency = 512

func services() []word[storage.Service] {
	return []word[storage.Service]{{"Blob", storage.Blob}, {"File", storage.File}, {"Table", storage.Table}}
}
